//! Set-up shared by the suite.

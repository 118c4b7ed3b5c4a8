//! Arguments of the command that shows the gallery in the browser.

use std::net::IpAddr;

use clap::Args;

#[derive(Debug, Args)]
pub(in crate::cli) struct ServeArgs {
    /// The port to listen on; where it is taken, the next free one
    #[arg(long, value_name = "N", default_value_t = 8420)]
    pub(in crate::cli) port: u16,
    /// Listen on an address that other machines reach, such as 0.0.0.0 [default: this machine alone]
    #[arg(long, value_name = "ADDR")]
    pub(in crate::cli) bind: Option<IpAddr>,
    /// Another name that the server goes by (repeatable), such as that of this machine in the network
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) host: Vec<String>,
    /// Only print the address; do not open it
    #[arg(long)]
    pub(in crate::cli) no_open: bool,
    /// Let nobody change anything
    #[arg(long)]
    pub(in crate::cli) read_only: bool,
}

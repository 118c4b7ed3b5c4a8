//! Arguments of the command that shows the gallery in the browser.

use std::net::{IpAddr, Ipv4Addr};

use clap::Args;

#[derive(Debug, Args)]
pub(in crate::cli) struct ServeArgs {
    /// The port to listen on; where it is taken, the next free one [default: 8420]
    #[arg(long, value_name = "N")]
    pub(in crate::cli) port: Option<u16>,
    /// Listen on an address that other machines reach, such as 0.0.0.0 [default: this machine alone]
    #[arg(long, value_name = "ADDR", value_parser = address)]
    pub(in crate::cli) bind: Option<IpAddr>,
    /// Another name that the server goes by (repeatable), such as that of this machine in the network
    #[arg(long, value_name = "NAME", value_parser = host)]
    pub(in crate::cli) host: Vec<String>,
    /// Only print the address; do not open it
    #[arg(long)]
    pub(in crate::cli) no_open: bool,
    /// Let nobody change anything
    #[arg(long)]
    pub(in crate::cli) read_only: bool,
}

fn address(text: &str) -> Result<IpAddr, String> {
    if text == "localhost" {
        return Ok(Ipv4Addr::LOCALHOST.into());
    }
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    bare.parse().map_err(|_| "write a numeric address, such as 0.0.0.0; a port is set by --port".to_owned())
}

fn host(text: &str) -> Result<String, String> {
    let is_name =
        |text: &str| !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_'));
    if is_name(text) { Ok(text.to_owned()) } else { Err("write a name alone, without http:// and a port".to_owned()) }
}

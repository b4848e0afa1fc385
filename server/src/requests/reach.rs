//! How far requests of flows reach. A server that other machines use must not lend them its place
//! in the network: loopback, private and link-local addresses are out of reach there.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use reqwest::Url;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::Host;

/// How far requests reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Everywhere, this machine and its network included.
    Everywhere,
    /// Public addresses only.
    Public,
}

/// Why an address is out of reach.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is in a private network, where this server requests nothing (see --allow-private)")]
pub(super) struct Unreachable(String);

impl Reach {
    /// How far a server reaches that listens on `listen`.
    pub fn of(listen: SocketAddr, allow_private: bool) -> Self {
        if allow_private || listen.ip().is_loopback() { Self::Everywhere } else { Self::Public }
    }

    /// Whether an address may be connected to.
    pub fn allows(self, ip: IpAddr) -> bool {
        match self {
            Self::Everywhere => true,
            Self::Public => !is_private(ip),
        }
    }

    /// Refuses an address that is written out. Names are looked up first, by [`Resolver`].
    pub(super) fn check(self, url: &Url) -> Result<(), Unreachable> {
        let ip = match url.host() {
            Some(Host::Ipv4(ip)) => IpAddr::V4(ip),
            Some(Host::Ipv6(ip)) => IpAddr::V6(ip),
            Some(Host::Domain(_)) | None => return Ok(()),
        };
        if self.allows(ip) { Ok(()) } else { Err(Unreachable(ip.to_string())) }
    }
}

/// Looks names up, and gives the addresses that may be connected to. What is connected to is what
/// was checked: a name that means something else a moment later changes nothing.
#[derive(Debug)]
pub(super) struct Resolver(pub(super) Reach);

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let reach = self.0;
        Box::pin(async move {
            let host = name.as_str();
            let found: Vec<SocketAddr> = tokio::net::lookup_host((host, 0)).await?.collect();
            let is_known = !found.is_empty();
            let allowed: Vec<_> = found.into_iter().filter(|it| reach.allows(it.ip())).collect();
            if allowed.is_empty() && is_known {
                return Err(Box::new(Unreachable(host.to_owned())).into());
            }
            Ok(Box::new(allowed.into_iter()) as Addrs)
        })
    }
}

fn is_private(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_private_v4(ip),
        IpAddr::V6(ip) => {
            let embedded = ip.to_ipv4_mapped().or_else(|| nat64(ip.segments()));
            if let Some(ip) = embedded {
                return is_private_v4(ip);
            }
            let first = ip.segments()[0];
            ip.is_loopback()
                || ip.is_unspecified()
                || ip.is_multicast()
                // fc00::/7 and fe80::/10: unique local and link-local.
                || first & 0xfe00 == 0xfc00
                || first & 0xffc0 == 0xfe80
        }
    }
}

/// The IPv4 address behind 64:ff9b::/96.
fn nat64(segments: [u16; 8]) -> Option<Ipv4Addr> {
    let [0x0064, 0xff9b, 0, 0, 0, 0, high, low] = segments else { return None };
    Some(Ipv4Addr::from(u32::from(high) << 16 | u32::from(low)))
}

fn is_private_v4(ip: Ipv4Addr) -> bool {
    let [first, second, ..] = ip.octets();
    ip.is_loopback()
        || ip.is_private()
        || ip.is_link_local()
        || ip.is_multicast()
        || ip.is_broadcast()
        // 0.0.0.0/8 means this machine, 100.64.0.0/10 the provider's network.
        || first == 0
        || (first == 100 && second & 0xc0 == 64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_addresses_are_known_in_every_disguise() {
        for private in [
            "127.0.0.1",
            "127.8.8.8",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "0.0.0.0",
            "100.64.0.1",
            "::1",
            "::",
            "fe80::1",
            "fd00::1",
            "::ffff:127.0.0.1",
            "64:ff9b::a00:1",
        ] {
            assert!(!Reach::Public.allows(private.parse().unwrap()), "{private}");
            assert!(Reach::Everywhere.allows(private.parse().unwrap()), "{private}");
        }
        for public in ["93.184.216.34", "2606:2800:220:1::1", "172.32.0.1", "100.128.0.1"] {
            assert!(Reach::Public.allows(public.parse().unwrap()), "{public}");
        }
        // Every way to write an address is read before it is checked.
        for url in ["http://2130706433/", "http://0x7f.1/", "http://[::ffff:7f00:1]/"] {
            assert!(Reach::Public.check(&Url::parse(url).unwrap()).is_err(), "{url}");
        }
    }

    #[test]
    fn only_a_server_for_other_machines_is_kept_from_the_network() {
        let (here, everywhere) = ("127.0.0.1:1".parse().unwrap(), "0.0.0.0:1".parse().unwrap());
        assert_eq!(Reach::of(here, false), Reach::Everywhere);
        assert_eq!(Reach::of(everywhere, false), Reach::Public);
        assert_eq!(Reach::of(everywhere, true), Reach::Everywhere);
    }
}

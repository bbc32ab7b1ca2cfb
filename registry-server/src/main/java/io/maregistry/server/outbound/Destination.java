package io.maregistry.server.outbound;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/** An address that was judged. Only {@link Destinations} makes them, so what holds one need not judge again. A value. */
public final class Destination {

    private final String host;
    private final InetSocketAddress address;

    Destination(String host, InetAddress address, int port) {
        this.host = host;
        this.address = new InetSocketAddress(address, port);
    }

    /** The host as it was written, without brackets and without a zone; certificates are held against it. */
    public String host() {
        int zone = host.indexOf('%');
        return zone < 0 ? host : host.substring(0, zone);
    }

    /** {@code host:port} as requests write it, an IPv6 host in brackets. */
    public String authority() {
        return (host.indexOf(':') < 0 ? host() : "[" + host() + "]") + ":" + address.getPort();
    }

    /** Where to connect; resolved. */
    public InetSocketAddress address() {
        return address;
    }

    @Override
    public String toString() {
        return authority() + " at " + address.getAddress().getHostAddress();
    }
}

package io.maregistry.client.spi;

/**
 * Where a node is reached over gRPC.
 *
 * @param host a DNS name, an IPv4 address, or an IPv6 address without brackets
 * @param port 1 to 65535
 */
public record Endpoint(String host, int port) {

    private static final int MAX_HOST = 253;
    private static final int MAX_PORT = 65_535;

    public Endpoint {
        if (host.isBlank() || host.length() > MAX_HOST || host.chars().anyMatch(c -> c <= ' ' || c == '/')) {
            throw new IllegalArgumentException("endpoint must name a host, was \"" + host + '"');
        }
        if (port < 1 || port > MAX_PORT) {
            throw new IllegalArgumentException("endpoint must have a port of 1 to 65535, was " + port);
        }
    }

    /** The endpoint that {@code host:port} stands for; an IPv6 host is in brackets. */
    public static Endpoint of(String address) {
        int colon = address.lastIndexOf(':');
        String digits = address.substring(colon + 1);
        if (colon < 1
                || digits.isEmpty()
                || digits.length() > 5
                || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IllegalArgumentException("endpoint must be host:port, was \"" + address + '"');
        }
        String host = address.substring(0, colon);
        boolean isBracketed = host.startsWith("[") && host.endsWith("]");
        if (!isBracketed && host.indexOf(':') >= 0) {
            throw new IllegalArgumentException("endpoint must have an IPv6 host in brackets, was \"" + address + '"');
        }
        return new Endpoint(isBracketed ? host.substring(1, host.length() - 1) : host, Integer.parseInt(digits));
    }

    /** {@code host:port}, an IPv6 host in brackets. */
    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? '[' + host + ']' : host) + ':' + port;
    }
}

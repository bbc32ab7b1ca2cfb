package io.maregistry.server.config;

import java.util.Locale;

/**
 * A host and a port.
 *
 * @param host a DNS name or an address, IPv6 without brackets
 * @param port 0 to 65535; 0 = any free one, for tests
 */
public record Address(String host, int port) {

    /** The rule for what is advertised, after "must". */
    static final String MUST_BE_REACHABLE = "name a host that others can reach, since listen is a wildcard";

    public Address {
        if (host.isBlank()) {
            throw new IllegalArgumentException("an address must name a host: host:port");
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("a port must be 0 to 65535, was " + port);
        }
    }

    /** The address that {@code host:port} or {@code [ipv6]:port} stands for. */
    public static Address parse(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon);
        String digits = text.substring(colon + 1);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (host.isEmpty()
                || host.indexOf(':') >= 0 && !bracketed
                || digits.isEmpty()
                || digits.length() > 5
                || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IllegalArgumentException("an address must be host:port, was \"" + text + '"');
        }
        return new Address(bracketed ? host.substring(1, host.length() - 1) : host, Integer.parseInt(digits));
    }

    /** True for 127.0.0.0/8, ::1 and localhost. */
    public boolean isLoopback() {
        return host.equals("localhost") || host.equals("::1") || host.matches("127(\\.\\d{1,3}){3}");
    }

    /** True for 0.0.0.0 and ::. */
    public boolean isWildcard() {
        return host.equals("0.0.0.0") || host.equals("::");
    }

    /** Whether both are one address, however this machine is called in them: localhost is 127.0.0.1. */
    boolean isSameAs(Address other) {
        return port == other.port && canonicalHost().equals(other.canonicalHost());
    }

    private String canonicalHost() {
        return host.equalsIgnoreCase("localhost") ? "127.0.0.1" : host.toLowerCase(Locale.ROOT);
    }

    /** {@code http://host:port}. */
    public String httpUrl() {
        return "http://" + this;
    }

    /** The same host at another port. */
    public Address withPort(int otherPort) {
        return new Address(host, otherPort);
    }

    /** {@code host:port}, IPv6 in brackets. */
    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? '[' + host + ']' : host) + ':' + port;
    }
}

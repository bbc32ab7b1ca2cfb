package io.maregistry.server.outbound;

/**
 * Where one connection goes and what it may cost.
 *
 * @param host a DNS name or an address, as the instance has it
 * @param port 1 to 65535
 * @param isEncrypted whether it speaks TLS; the certificate must then be the host's
 * @param limitMillis for all of it: name, connection, handshake and answer
 * @param maxBytes that are read, those of TLS included
 */
public record Call(String host, int port, boolean isEncrypted, long limitMillis, int maxBytes) {

    public Call {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port must be 1 to 65535, was " + port);
        }
        if (limitMillis < 1 || maxBytes < 1) {
            throw new IllegalArgumentException(
                    "limitMillis and maxBytes must be above 0, were " + limitMillis + " and " + maxBytes);
        }
    }
}

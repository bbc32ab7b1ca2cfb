package io.maregistry.server.outbound;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Turns names into addresses. Blocks; any thread. */
@FunctionalInterface
public interface Lookup {

    /** The addresses of {@code host}, at least one, the preferred one first; {@code UnknownHostException} where there are none. */
    List<InetAddress> addresses(String host) throws UnknownHostException;

    /** As the machine is set up: its hosts file and its name servers. */
    static Lookup ofSystem() {
        return host -> List.of(InetAddress.getAllByName(host));
    }
}

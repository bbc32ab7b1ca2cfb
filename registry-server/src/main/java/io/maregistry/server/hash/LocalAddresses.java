package io.maregistry.server.hash;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The addresses of this machine, as they were when this was made. Immutable; {@link #isLocal} may ask the resolver. */
final class LocalAddresses {

    private final Set<InetAddress> own;
    private final Optional<String> reachable;

    /** {@code own} in the order of preference. */
    LocalAddresses(List<InetAddress> own) {
        this.own = new HashSet<>(own);
        this.reachable = own.stream()
                .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                .filter(Inet4Address.class::isInstance)
                .map(InetAddress::getHostAddress)
                .findFirst();
    }

    /** Those of the interfaces that are up. */
    static LocalAddresses ofThisMachine() throws SocketException {
        List<InetAddress> own = new ArrayList<>();
        for (NetworkInterface one : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            if (one.isUp()) {
                own.addAll(Collections.list(one.getInetAddresses()));
            }
        }
        return new LocalAddresses(own);
    }

    /** Whether that name or address leads to this machine; not where it cannot be resolved. */
    boolean isLocal(String host) {
        try {
            for (InetAddress address : InetAddress.getAllByName(host)) {
                if (address.isLoopbackAddress() || own.contains(address)) {
                    return true;
                }
            }
            return false;
        } catch (UnknownHostException unresolved) { // the address of a node that is not up yet, in some networks
            return false;
        }
    }

    /** The address by which other machines reach this one; empty where it has none. */
    Optional<String> reachable() {
        return reachable;
    }
}

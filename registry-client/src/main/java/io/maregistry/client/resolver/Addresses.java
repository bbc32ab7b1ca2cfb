package io.maregistry.client.resolver;

import io.grpc.Attributes;
import io.grpc.EquivalentAddressGroup;
import io.grpc.Status;
import io.grpc.StatusOr;
import io.maregistry.client.spi.ServiceList;
import io.maregistry.model.Instance;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The instances of a service as grpc-java wants them: those that may be called and serve gRPC, by their scheme {@code grpc}
 * or {@code grpcs}, or at the port that their parameter {@code grpc.port} names. Stateless; looks up host names, so it may
 * block.
 */
final class Addresses {

    private static final Logger LOG = LoggerFactory.getLogger(Addresses.class);
    private static final String PORT = "grpc.port";
    private static final int HIGHEST_PORT = 65_535;
    private static final int MOST_DIGITS = 5;
    private static final int MOST_NAMED = 5; // hosts, in a message

    private Addresses() {}

    /** Looks up a host's address; may block. */
    @FunctionalInterface
    interface Hosts {
        InetAddress find(String host) throws UnknownHostException;
    }

    /**
     * What there is.
     *
     * @param addresses where there is none, why
     * @param unknown hosts that were left out, for now nobody knows them
     */
    record Found(StatusOr<List<EquivalentAddressGroup>> addresses, List<String> unknown) {}

    static Found of(ServiceList list, Hosts hosts) {
        List<EquivalentAddressGroup> addresses = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        for (Instance instance : list.healthy()) {
            OptionalInt port = port(instance);
            if (port.isPresent()) {
                try {
                    InetAddress host = hosts.find(instance.id().host());
                    SocketAddress address = new InetSocketAddress(host, port.getAsInt());
                    addresses.add(new EquivalentAddressGroup(address, attributes(instance)));
                } catch (UnknownHostException unable) {
                    LOG.warn("instance={} left out: its host is not known", instance.id());
                    unknown.add(instance.id().host());
                }
            }
        }
        return new Found(
                addresses.isEmpty()
                        ? StatusOr.fromStatus(Status.UNAVAILABLE.withDescription(whyNone(list, unknown)))
                        : StatusOr.fromValue(addresses),
                unknown);
    }

    private static String whyNone(ServiceList list, List<String> unknown) {
        String none = "service " + list.service() + " has no instance to call by gRPC: "
                + list.instances().size() + " listed, " + list.healthy().size() + " healthy; ";
        return none
                + (unknown.isEmpty()
                        ? "one counts with scheme grpc or grpcs, or with a parameter " + PORT
                        : "hosts that are not known: "
                                + unknown.stream().limit(MOST_NAMED).collect(Collectors.joining(", ")));
    }

    private static Attributes attributes(Instance instance) {
        return Attributes.newBuilder()
                .set(
                        InstanceAttributes.PARAMETERS,
                        instance.content().parameters().asMap())
                .set(InstanceAttributes.WEIGHT, instance.weight())
                .set(InstanceAttributes.URL, instance.id().url())
                .build();
    }

    private static OptionalInt port(Instance instance) {
        String named = instance.content().parameters().get(PORT);
        if (named != null) {
            return lawful(named);
        }
        String scheme = instance.id().scheme();
        return scheme.equals("grpc") || scheme.equals("grpcs")
                ? OptionalInt.of(instance.id().port())
                : OptionalInt.empty();
    }

    private static OptionalInt lawful(String digits) {
        boolean isNumber = !digits.isEmpty()
                && digits.length() <= MOST_DIGITS
                && digits.chars().allMatch(digit -> digit >= '0' && digit <= '9');
        int port = isNumber ? Integer.parseInt(digits) : 0;
        return port >= 1 && port <= HIGHEST_PORT ? OptionalInt.of(port) : OptionalInt.empty();
    }
}

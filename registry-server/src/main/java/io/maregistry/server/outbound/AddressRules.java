package io.maregistry.server.outbound;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Which addresses this node connects to where others say the host. Link-local, multicast, unspecified, broadcast and
 * reserved addresses and those at which clouds give out credentials are refused, and so are the IPv6 forms that carry one
 * of these. Private networks are allowed: instances live there. Any thread.
 *
 * @param allowsLoopback whether this machine itself may be asked
 */
public record AddressRules(boolean allowsLoopback) {

    private static final String LOOPBACK = "a loopback address";
    private static final String METADATA = "an address of cloud metadata";

    private static final List<Range> V4 = List.of(
            new Range("an unspecified address", "0.0.0.0", 8),
            new Range(LOOPBACK, "127.0.0.0", 8),
            new Range("a link-local address", "169.254.0.0", 16), // most clouds' metadata among them
            new Range(METADATA, "100.100.100.200", 32), // Alibaba
            new Range(METADATA, "168.63.129.16", 32), // Azure
            new Range(METADATA, "192.0.0.192", 32), // Oracle
            new Range("a multicast address", "224.0.0.0", 4),
            new Range("a broadcast address", "255.255.255.255", 32),
            new Range("a reserved address", "240.0.0.0", 4));

    private static final List<Range> V6 = List.of(
            new Range("an unspecified address", "::", 128),
            new Range(LOOPBACK, "::1", 128),
            new Range("a link-local address", "fe80::", 10),
            new Range("a multicast address", "ff00::", 8),
            new Range("a tunnel's address", "2001::", 32), // Teredo: the IPv4 address in it is veiled
            new Range(METADATA, "fd00:ec2::", 32), // Amazon: metadata, its name servers, credentials of pods
            new Range(
                    "an address behind a local translator", "64:ff9b:1::", 48), // where in it the IPv4 one is, is local
            new Range(METADATA, "fd20:ce::254", 128), // Google
            new Range(METADATA, "fd00:c1::a9fe:a9fe", 128), // Oracle
            new Range(METADATA, "fd00:42::42", 128)); // Scaleway

    /** IPv6 addresses that carry an IPv4 one, from that byte on. */
    private static final List<Embedding> EMBEDDINGS = List.of(
            new Embedding(new Range("mapped", "::ffff:0:0", 96), 12),
            new Embedding(new Range("translated", "::ffff:0:0:0", 96), 12),
            new Embedding(new Range("compatible", "::", 96), 12),
            new Embedding(new Range("NAT64", "64:ff9b::", 96), 12),
            new Embedding(new Range("6to4", "2002::", 16), 2));

    /** What the address is that no connection goes to it, for example "a loopback address"; empty where one may. */
    public Optional<String> refusal(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == 4 ? refusalOf(V4, bytes) : refusalOfV6(bytes);
    }

    private Optional<String> refusalOfV6(byte[] bytes) {
        boolean isSpecial = V6.stream().anyMatch(range -> range.holds(bytes)); // ::1 carries no IPv4 address
        return isSpecial ? refusalOf(V6, bytes) : refusalOfCarried(bytes);
    }

    private Optional<String> refusalOfCarried(byte[] bytes) {
        return EMBEDDINGS.stream()
                .filter(embedding -> embedding.form.holds(bytes))
                .map(embedding -> Arrays.copyOfRange(bytes, embedding.from, embedding.from + 4))
                .flatMap(carried -> refusalOf(V4, carried).stream())
                .findFirst();
    }

    private Optional<String> refusalOf(List<Range> ranges, byte[] bytes) {
        return ranges.stream()
                .filter(range -> range.holds(bytes))
                .map(Range::what)
                .findFirst()
                .filter(what -> !(allowsLoopback && what.equals(LOOPBACK)));
    }

    private record Embedding(Range form, int from) {}

    /** Addresses whose first bits are those of one address. */
    private static final class Range {

        private final String what;
        private final byte[] first;
        private final int bits;

        Range(String what, String first, int bits) {
            this.what = what;
            this.first = Objects.requireNonNull(NetUtil.createByteArrayFromIpAddressString(first), first);
            this.bits = bits;
        }

        String what() {
            return what;
        }

        boolean holds(byte[] address) {
            int whole = bits / 8;
            int rest = 0xff00 >> (bits % 8); // of the byte behind the whole ones
            return Arrays.equals(first, 0, whole, address, 0, whole)
                    && (bits % 8 == 0 || ((first[whole] ^ address[whole]) & rest & 0xff) == 0);
        }
    }
}

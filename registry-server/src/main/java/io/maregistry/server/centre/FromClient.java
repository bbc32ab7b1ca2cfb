package io.maregistry.server.centre;

import io.maregistry.model.InstanceId;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Which instance a client of the RegisterCentre means. {@code [scheme://]host:port[/context]} names where it is reached, by
 * http where it says no scheme. Any other text is a name alone: its instance is listed under {@code centre://<ip of the
 * connection>:1/<the text, encoded>}, which nobody can call. That url, given as FromClient, means the same instance; a node
 * that hands a request on says so whom it came from.
 *
 * @param name the second name of the instance
 * @param id its identity
 */
public record FromClient(String name, InstanceId id) {

    private static final String SCHEME = "centre";
    private static final int PORT = 1; // the least one; a port there must be
    private static final String DIGITS = "0123456789ABCDEF";
    private static final String PLAIN = "-._~";

    /**
     * Where a request came from.
     *
     * @param host the ip
     */
    public record Peer(String host, int port) {

        /** The peer that {@code host:port} names, an IPv6 host in brackets. */
        public static Peer of(String text) {
            InstanceId id = InstanceId.ofUrl("http://" + text);
            return new Peer(id.host(), id.port());
        }

        /** As FromClient says it. */
        public String text() {
            return (host.indexOf(':') >= 0 ? '[' + host + ']' : host) + ':' + port;
        }
    }

    /**
     * Whom the text means that came from {@code peer}; the peer itself where it is empty.
     *
     * @throws IllegalArgumentException where it is too long to be kept
     */
    public static FromClient of(String text, Peer peer) {
        String said = text.isEmpty() ? peer.text() : text;
        InstanceId address = addressOrNull(said);
        if (address == null) {
            return new FromClient(said, new InstanceId(SCHEME, peer.host(), PORT, encoded(said)));
        }
        String name = isNameOnly(address) ? decoded(address.context()) : "";
        return new FromClient(name.isEmpty() ? said : name, address);
    }

    /** What stands for a client that names itself by nothing but the ip it comes from, when its request is handed on. */
    public static String unnamed(Peer peer) {
        return new InstanceId(SCHEME, peer.host(), PORT, "").url();
    }

    /** The ip that {@link #unnamed} told; null where the text is another one. */
    public static @Nullable String ipOfUnnamed(String text) {
        InstanceId id = InstanceId.ofUrlOrNull(text);
        return id != null && isNameOnly(id) && id.context().isEmpty() ? id.host() : null;
    }

    /** What means the same wherever it comes from. */
    public String canonical() {
        return isNameOnly(id) ? id.url() : name;
    }

    /** Whether it is only a name, so that nobody can call what it names. */
    public static boolean isNameOnly(InstanceId id) {
        return id.scheme().equals(SCHEME) && id.port() == PORT;
    }

    private static @Nullable InstanceId addressOrNull(String text) {
        try {
            return InstanceId.ofUrl(text.contains("://") ? text : "http://" + text);
        } catch (IllegalArgumentException noAddress) {
            return null;
        }
    }

    private static String encoded(String text) {
        StringBuilder encoded = new StringBuilder(text.length() * 2);
        for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (one & 0xff);
            boolean isPlain =
                    c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || PLAIN.indexOf(c) >= 0;
            if (isPlain) {
                encoded.append(c);
            } else {
                encoded.append('%').append(DIGITS.charAt(c >> 4)).append(DIGITS.charAt(c & 15));
            }
        }
        return encoded.toString();
    }

    /** Empty where it is not what {@link #encoded} writes. */
    private static String decoded(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int at = 0; at < text.length(); at++) {
            if (text.charAt(at) == '%' && at + 2 < text.length()) {
                bytes.write(16 * DIGITS.indexOf(text.charAt(at + 1)) + DIGITS.indexOf(text.charAt(at + 2)));
                at += 2;
            } else {
                bytes.write(text.charAt(at));
            }
        }
        String decoded = bytes.toString(StandardCharsets.UTF_8);
        return encoded(decoded).equals(text) ? decoded : "";
    }
}

package io.maregistry.server.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How the text of a setting becomes a value, and back.
 *
 * @param name what documents call it
 * @param rule what a text has to be; goes on after "must"
 * @param read throws {@link IllegalArgumentException} for any other text
 * @param write the text that {@code read} turns into an equal value
 * @param <T> the values
 */
record Kind<T>(String name, String rule, Function<String, T> read, Function<T, String> write) {

    static final Kind<String> TEXT = new Kind<>("text", "be a text", text -> text, text -> text);
    static final Kind<Path> PATH = new Kind<>("path", "be a path", Path::of, Path::toString);
    static final Kind<Duration> DURATION =
            new Kind<>("duration", "be a duration such as 250ms, 30s, 5m or 1h", Durations::parse, Durations::print);
    static final Kind<Long> SIZE =
            new Kind<>("size", "be a size such as 512B, 256KiB, 1MiB or 1GiB", Sizes::parse, Sizes::print);
    static final Kind<Integer> INT_SIZE =
            new Kind<>(SIZE.name(), SIZE.rule() + ", below 2GiB", Kind::intSize, bytes -> Sizes.print(bytes));
    static final Kind<Integer> COUNT = new Kind<>("number", "be a whole number", Kind::count, String::valueOf);
    static final Kind<Boolean> FLAG = new Kind<>("true, false", "be true or false", Kind::flag, String::valueOf);
    static final Kind<Integer> SHARE =
            new Kind<>("share", "be a share such as 0.3, with at most three decimals", Shares::parse, Shares::print);
    static final Kind<Address> ADDRESS =
            new Kind<>("address", "be host:port with a port of 0 to 65535", Address::parse, Address::toString);
    static final Kind<List<Address>> SERVERS = new Kind<>(
            "addresses", "be http://host:port,http://host:port,...", list(Kind::server), join(Address::httpUrl));
    static final Kind<List<RaftConfig.Peer>> MEMBERS = new Kind<>(
            "members", "be n1=host:port,n2=host:port,...", list(Kind::member), join(RaftConfig.Peer::toString));
    static final Kind<Map<String, String>> OPTIONS =
            new Kind<>("options", "be name=value,name=value,... with each name once", Kind::options, Kind::print);

    /** One of an enum's names, in lower case with dashes. */
    static <E extends Enum<E>> Kind<E> oneOf(Class<E> type) {
        List<E> all = List.of(type.getEnumConstants());
        String names = all.stream().map(Kind::lower).collect(Collectors.joining(", "));
        return new Kind<>(names, "be one of " + names, text -> named(all, text), Kind::lower);
    }

    /** Whether its values are items with commas between them. */
    boolean isList() {
        return equals(SERVERS) || equals(MEMBERS) || equals(OPTIONS);
    }

    private static <E extends Enum<E>> E named(List<E> all, String text) {
        return all.stream()
                .filter(value -> lower(value).equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(text));
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static int intSize(String text) {
        long bytes = Sizes.parse(text);
        if (bytes > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(text);
        }
        return (int) bytes;
    }

    private static int count(String text) {
        if (!text.matches("\\d{1,9}")) {
            throw new IllegalArgumentException(text);
        }
        return Integer.parseInt(text);
    }

    private static boolean flag(String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException(text);
        }
        return text.equals("true");
    }

    private static Address server(String text) {
        String address = text.startsWith("http://") ? text.substring("http://".length()) : text;
        Address server = Address.parse(address.endsWith("/") ? address.substring(0, address.length() - 1) : address);
        if (server.isWildcard()) {
            throw new IllegalArgumentException(text);
        }
        return server;
    }

    private static RaftConfig.Peer member(String text) {
        int sign = text.indexOf('=');
        if (sign < 0) {
            throw new IllegalArgumentException(text);
        }
        return new RaftConfig.Peer(
                text.substring(0, sign).strip(),
                Address.parse(text.substring(sign + 1).strip()));
    }

    private static Map<String, String> options(String text) {
        Map<String, String> options = new TreeMap<>();
        for (String item : text.isBlank() ? new String[0] : text.split(",", -1)) {
            int sign = item.indexOf('=');
            String name = sign < 0 ? "" : item.substring(0, sign).strip();
            if (name.isEmpty() || options.put(name, item.substring(sign + 1).strip()) != null) {
                throw new IllegalArgumentException(text);
            }
        }
        return options;
    }

    private static String print(Map<String, String> options) {
        return new TreeMap<>(options)
                .entrySet().stream()
                        .map(option -> option.getKey() + '=' + option.getValue())
                        .collect(Collectors.joining(","));
    }

    private static <I> Function<String, List<I>> list(Function<String, I> item) {
        return text -> {
            List<I> items = new ArrayList<>();
            if (!text.isBlank()) {
                Stream.of(text.split(",", -1)).map(String::strip).map(item).forEach(items::add);
            }
            return List.copyOf(items);
        };
    }

    private static <I> Function<List<I>, String> join(Function<I, String> item) {
        return items -> items.stream().map(item).collect(Collectors.joining(","));
    }
}

package io.maregistry.client.internal.naming;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/** Lists that are longer than one request may be. */
final class Pages {

    private static final int MOST_BYTES = 512 << 10; // a node takes 1 MiB

    private Pages() {}

    /** The list in parts of that size at most, in its order. */
    static <T> List<List<T>> of(List<T> all, int most) {
        return of(all, most, each -> 0);
    }

    /** The same in parts that hold 512 KiB at most, by the bytes of each; one that is longer goes alone. */
    static <T> List<List<T>> of(List<T> all, int most, ToIntFunction<T> bytes) {
        List<List<T>> pages = new ArrayList<>();
        int from = 0;
        int weight = 0;
        for (int at = 0; at < all.size(); at++) {
            int more = bytes.applyAsInt(all.get(at));
            if (at > from && (at - from == most || weight + more > MOST_BYTES)) {
                pages.add(all.subList(from, at));
                from = at;
                weight = 0;
            }
            weight += more;
        }
        if (from < all.size()) {
            pages.add(all.subList(from, all.size()));
        }
        return pages;
    }
}

package io.maregistry.client.internal.naming;

import java.util.ArrayList;
import java.util.List;

/** Lists that are longer than one request may be. */
final class Pages {

    private Pages() {}

    /** The list in parts of that size at most, in its order. */
    static <T> List<List<T>> of(List<T> all, int most) {
        List<List<T>> pages = new ArrayList<>();
        for (int from = 0; from < all.size(); from += most) {
            pages.add(all.subList(from, Math.min(all.size(), from + most)));
        }
        return pages;
    }
}

package io.maregistry.server.hash;

import io.maregistry.server.replication.Differing;
import io.maregistry.server.state.ConfigHistory;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.ServiceView;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** What one root holds at other revisions than another one. Stateless; one walk over both. */
final class Differences {

    private Differences() {}

    /** What only one of them knows is among it. */
    static Differing between(Root before, Root after) {
        return new Differing(
                names(before.services(), after.services(), ServiceView::name, ServiceView::revision),
                names(before.configs(), after.configs(), ConfigHistory::name, ConfigHistory::revision));
    }

    private static <N extends Comparable<N>, V> Set<N> names(
            Iterable<V> before, Iterable<V> after, Function<V, N> name, ToLongFunction<V> revision) {
        Set<N> found = new LinkedHashSet<>();
        Iterator<V> olds = before.iterator();
        Iterator<V> news = after.iterator();
        V old = next(olds);
        V now = next(news);
        while (old != null || now != null) {
            int order = old == null ? 1 : now == null ? -1 : name.apply(old).compareTo(name.apply(now));
            if (order < 0 && old != null) {
                found.add(name.apply(old));
            } else if (now != null
                    && (order > 0 || old == null || revision.applyAsLong(old) != revision.applyAsLong(now))) {
                found.add(name.apply(now));
            }
            old = order <= 0 ? next(olds) : old;
            now = order >= 0 ? next(news) : now;
        }
        return found;
    }

    private static <V> @Nullable V next(Iterator<V> values) {
        return values.hasNext() ? values.next() : null;
    }
}

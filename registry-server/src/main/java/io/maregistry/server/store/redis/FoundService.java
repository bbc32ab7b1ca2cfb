package io.maregistry.server.store.redis;

import io.maregistry.model.Instance;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A service as it stood at one moment, free of contradictions.
 *
 * @param rows in the order of its list
 */
record FoundService(String key, Stamp stamp, List<Row> rows) {

    /** An instance with its place in the list and its live numbers. */
    record Row(LiveRow live, Instance instance) {

        /** Throws {@link IllegalArgumentException} where what is there does not fit together. */
        static Row of(String service, ReadPiece.Row read) {
            return in("services:" + service + ' ' + read.url(), () -> {
                LiveRow live = LiveRow.parse(read.live() == null ? "" : read.live());
                Instance instance = InstanceHash.instance(read.hash());
                if (!read.isListed()
                        || !Long.toString(live.handle()).equals(read.hash().get("handle"))
                        || !InstanceHash.member(service, instance).equals(live.member())
                        || !instance.id().url().equals(read.url())) {
                    throw new IllegalArgumentException("handle, name or url is not that of the list");
                }
                return new Row(live.withMetrics(InstanceHash.metrics(read.hash())), instance);
            });
        }
    }

    /** Throws {@link IllegalArgumentException} where the rows are not just those that stamp and lists tell of. */
    static FoundService of(String key, String stampText, ReadPiece last, List<Row> rows) {
        Stamp stamp = in("registry:services " + key, () -> Stamp.parse(stampText));
        Set<String> members = new HashSet<>();
        rows.forEach(row -> members.add(row.live().member()));
        if (last.listed() != stamp.instances()
                || last.live() != stamp.instances()
                || members.size() != stamp.instances()
                || rows.size() != stamp.instances()) {
            throw new IllegalArgumentException(key + " should list " + stamp.instances()
                    + " instances; service_instances:"
                    + key + " has " + last.listed() + ", registry:live:" + key + " has " + last.live() + ", sound are "
                    + rows.size());
        }
        List<Row> inOrder = new ArrayList<>(rows);
        inOrder.sort(Comparator.comparingLong(row -> row.live().handle()));
        return new FoundService(key, stamp, inOrder);
    }

    /** What {@code maker} makes; what it finds unlawful is told with its place. */
    static <T extends @Nullable Object> T in(String place, Supplier<T> maker) {
        try {
            return maker.get();
        } catch (IllegalArgumentException unlawful) {
            throw new IllegalArgumentException(place + ": " + unlawful.getMessage(), unlawful);
        }
    }
}

package io.maregistry.server.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.maregistry.model.Instance;
import io.maregistry.model.ServiceName;
import io.maregistry.server.registry.Wanted;
import io.maregistry.server.state.Listed;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.ServiceView;
import io.maregistry.server.state.SortedTree;
import io.maregistry.wire.InstanceWriter;
import io.maregistry.wire.JsonOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The lists of {@code /findAll} and of {@code /v1/services/{s}} as bytes. The bytes of some dozens of neighbouring instances are made once and stay with
 * the leaf of the tree that holds them, so that a change in a large service makes those of one leaf anew, and a renewal
 * none. Any thread.
 */
final class ServiceLists {

    // forms of SortedTree.Leaf.memo
    private static final int ALL = 0;
    private static final int HEALTHY = 1;
    private static final int NATIVE = 2;
    private static final int NATIVE_HEALTHY = 3;

    private static final int FEW = 2_000; // instances, which take a few milliseconds

    private static final byte[] NOTHING = {};
    private static final Body.Pieces EMPTY = Body.list(List.of());

    private ServiceLists() {}

    /** The service's instances, as far as they are wanted; an unknown service has none. */
    static Body.Pieces of(Root root, ServiceName name, Wanted wanted) {
        return list(root.service(name), leaf -> {
            if (wanted.isFiltered()) {
                return matching(leaf, listed -> wanted.has(root, listed), () -> allItems(leaf), InstanceWriter::listed);
            }
            return wanted.healthyOnly() ? healthyItems(leaf) : allItems(leaf);
        });
    }

    /** The same in the native form. */
    static Body.Pieces nativeOf(Root root, ServiceName name, Wanted wanted) {
        long defaultTtlMillis = root.settings(name).defaultTtlMillis(); // shown of those that name no ttl of their own
        return list(root.service(name), leaf -> {
            if (wanted.isFiltered()) {
                return matching(
                        leaf,
                        listed -> wanted.has(root, listed),
                        () -> nativeItems(leaf, false, defaultTtlMillis),
                        (json, instance) -> InstanceWriter.nativeForm(json, instance, defaultTtlMillis, null));
            }
            return nativeItems(leaf, wanted.healthyOnly(), defaultTtlMillis);
        });
    }

    private static Body.Pieces list(@Nullable ServiceView service, Function<SortedTree.Leaf<Listed>, byte[]> itemsOf) {
        if (service == null || service.size() == 0) {
            return EMPTY;
        }
        List<byte[]> parts = new ArrayList<>(1 + service.size() / 32);
        service.instances().forEachLeaf(leaf -> {
            byte[] items = itemsOf.apply(leaf);
            if (items.length > 0) {
                parts.add(items);
            }
        });
        return Body.list(parts);
    }

    /** Those of a leaf that match; where all do, what the leaf keeps for everybody. */
    private static byte[] matching(
            SortedTree.Leaf<Listed> leaf, Predicate<Listed> isWanted, Supplier<byte[]> allItems, Writing writing) {
        List<Listed> matching = wanted(leaf, isWanted);
        return matching.size() == leaf.values().size() ? allItems.get() : items(matching, writing);
    }

    /** Whether the list takes long to make, since much of it was not made before: not on an event loop. */
    static boolean isMuchToMake(@Nullable ServiceView service, Wanted wanted) {
        int form = wanted.healthyOnly() ? HEALTHY : ALL;
        return isMuchToMake(service, wanted, leaf -> leaf.hasMemo(form));
    }

    /** The same of the native form, which is another one where the service has another default ttl. */
    static boolean isMuchToMakeNative(Root root, ServiceName name, Wanted wanted) {
        long defaultTtlMillis = root.settings(name).defaultTtlMillis();
        int form = wanted.healthyOnly() ? NATIVE_HEALTHY : NATIVE;
        return isMuchToMake(root.service(name), wanted, leaf -> madeOf(leaf, form, defaultTtlMillis) != null);
    }

    private static boolean isMuchToMake(
            @Nullable ServiceView service, Wanted wanted, Predicate<SortedTree.Leaf<Listed>> isMade) {
        if (service == null || service.size() <= FEW) {
            return false;
        }
        if (wanted.isFiltered()) {
            return true;
        }
        int[] unmade = {0};
        service.instances().forEachLeaf(leaf -> {
            if (!isMade.test(leaf)) {
                unmade[0] += leaf.values().size();
            }
        });
        return unmade[0] > FEW;
    }

    private static byte[] allItems(SortedTree.Leaf<Listed> leaf) {
        return leaf.memo(ALL, () -> items(leaf.values(), InstanceWriter::listed));
    }

    private static byte[] healthyItems(SortedTree.Leaf<Listed> leaf) {
        return leaf.memo(
                HEALTHY, () -> items(wanted(leaf, listed -> listed.instance().isHealthy()), InstanceWriter::listed));
    }

    private static byte[] nativeItems(SortedTree.Leaf<Listed> leaf, boolean healthyOnly, long defaultTtlMillis) {
        int form = healthyOnly ? NATIVE_HEALTHY : NATIVE;
        byte[] known = madeOf(leaf, form, defaultTtlMillis);
        if (known != null) {
            return known;
        }
        byte[] made = items(
                wanted(leaf, listed -> !healthyOnly || listed.instance().isHealthy()),
                (json, instance) -> InstanceWriter.nativeForm(json, instance, defaultTtlMillis, null));
        holderOf(leaf, form).set(new NativeItems(defaultTtlMillis, made));
        return made;
    }

    private static byte @Nullable [] madeOf(SortedTree.Leaf<Listed> leaf, int form, long defaultTtlMillis) {
        NativeItems known = leaf.hasMemo(form) ? holderOf(leaf, form).get() : null;
        return known != null && known.defaultTtlMillis() == defaultTtlMillis ? known.items() : null;
    }

    private static AtomicReference<@Nullable NativeItems> holderOf(SortedTree.Leaf<Listed> leaf, int form) {
        return leaf.memo(form, AtomicReference::new);
    }

    /** What was made while the service had that default. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record NativeItems(long defaultTtlMillis, byte[] items) {}

    private interface Writing {
        void write(JsonGenerator json, Instance instance) throws IOException;
    }

    private static List<Listed> wanted(SortedTree.Leaf<Listed> leaf, Predicate<Listed> wanted) {
        return leaf.values().stream().filter(wanted).toList();
    }

    /** The items with commas between them. */
    private static byte[] items(List<Listed> listed, Writing writing) {
        if (listed.isEmpty()) {
            return NOTHING;
        }
        byte[] list = JsonOutput.bytes(json -> {
            json.writeStartArray();
            for (Listed one : listed) {
                writing.write(json, one.instance());
            }
            json.writeEndArray();
        });
        return Arrays.copyOfRange(list, 1, list.length - 1);
    }
}

package io.maregistry.server.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.maregistry.model.Instance;
import io.maregistry.server.state.Listed;
import io.maregistry.server.state.ServiceView;
import io.maregistry.server.state.SortedTree;
import io.maregistry.wire.InstanceWriter;
import io.maregistry.wire.JsonOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
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

    /** The service's instances, or the healthy ones; an unknown service has none. */
    static Body.Pieces of(@Nullable ServiceView service, boolean healthyOnly) {
        if (service == null || service.size() == 0) {
            return EMPTY;
        }
        List<byte[]> parts = new ArrayList<>(1 + service.size() / 32);
        service.instances().forEachLeaf(leaf -> {
            byte[] items = healthyOnly ? healthyItems(leaf) : allItems(leaf);
            if (items.length > 0) {
                parts.add(items);
            }
        });
        return Body.list(parts);
    }

    /** The same in the native form; {@code defaultTtlMillis} is shown of instances that name no ttl of their own. */
    static Body.Pieces nativeOf(@Nullable ServiceView service, boolean healthyOnly, long defaultTtlMillis) {
        if (service == null || service.size() == 0) {
            return EMPTY;
        }
        List<byte[]> parts = new ArrayList<>(1 + service.size() / 32);
        service.instances().forEachLeaf(leaf -> {
            byte[] items = nativeItems(leaf, healthyOnly, defaultTtlMillis);
            if (items.length > 0) {
                parts.add(items);
            }
        });
        return Body.list(parts);
    }

    /** Whether the list takes long to make, since much of it was not made before: not on an event loop. */
    static boolean isMuchToMake(@Nullable ServiceView service, boolean healthyOnly) {
        return isMuchToMake(service, healthyOnly ? HEALTHY : ALL);
    }

    /** The same of the native form. */
    static boolean isMuchToMakeNative(@Nullable ServiceView service, boolean healthyOnly) {
        return isMuchToMake(service, healthyOnly ? NATIVE_HEALTHY : NATIVE);
    }

    private static boolean isMuchToMake(@Nullable ServiceView service, int form) {
        if (service == null || service.size() <= FEW) {
            return false;
        }
        int[] unmade = {0};
        service.instances().forEachLeaf(leaf -> {
            if (!leaf.hasMemo(form)) {
                unmade[0] += leaf.values().size();
            }
        });
        return unmade[0] > FEW;
    }

    private static byte[] allItems(SortedTree.Leaf<Listed> leaf) {
        return leaf.memo(ALL, () -> items(leaf, listed -> true, InstanceWriter::listed));
    }

    private static byte[] healthyItems(SortedTree.Leaf<Listed> leaf) {
        return leaf.memo(HEALTHY, () -> items(leaf, listed -> listed.instance().isHealthy(), InstanceWriter::listed));
    }

    private static byte[] nativeItems(SortedTree.Leaf<Listed> leaf, boolean healthyOnly, long defaultTtlMillis) {
        AtomicReference<@Nullable NativeItems> holder =
                leaf.memo(healthyOnly ? NATIVE_HEALTHY : NATIVE, AtomicReference::new);
        NativeItems known = holder.get();
        if (known != null && known.defaultTtlMillis() == defaultTtlMillis) {
            return known.items();
        }
        byte[] made = items(
                leaf,
                listed -> !healthyOnly || listed.instance().isHealthy(),
                (json, instance) -> InstanceWriter.nativeForm(json, instance, defaultTtlMillis, null));
        holder.set(new NativeItems(defaultTtlMillis, made));
        return made;
    }

    /** What was made while the cluster had that default, which seldom changes. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record NativeItems(long defaultTtlMillis, byte[] items) {}

    private interface Writing {
        void write(JsonGenerator json, Instance instance) throws IOException;
    }

    /** The items with commas between them. */
    private static byte[] items(SortedTree.Leaf<Listed> leaf, Predicate<Listed> wanted, Writing writing) {
        List<Listed> listed = leaf.values().stream().filter(wanted).toList();
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

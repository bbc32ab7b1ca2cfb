package io.maregistry.server.store.redis;

import io.maregistry.server.snapshot.ItemDigest;
import io.maregistry.server.snapshot.StoredItem;
import io.maregistry.server.snapshot.StoredItems;
import io.maregistry.server.store.StoreException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes the items that differ. It remembers what it left there, and names it by a token, which every script looks at and
 * moves; where that is not known, or another one was there, it reads all of them first. Items are written a piece at a time,
 * in an order in which a writer may die behind any of them ({@link ItemOrder}). One thread.
 */
final class ItemWriter {

    private static final int PIECE = 250;
    private static final int PIECE_CHARS = 1 << 18; // and one more item

    private final RedisLink link;
    private final RedisRegistryConfig keys;
    private final String writer = UUID.randomUUID().toString();
    private long writes;
    private @Nullable StoredItems left; // null: not known, or something is on its way

    ItemWriter(RedisLink link, RedisRegistryConfig keys) {
        this.link = link;
        this.keys = keys;
    }

    /** Whether {@link #append} can tell what differs. */
    boolean isKnown() {
        return left != null;
    }

    /** All that was sent came through: these are there. */
    void left(StoredItems items) {
        left = items;
    }

    /** Has what differs written, and looks at whether all is there, where nothing does. */
    void save(StoredItems now, Fence fence, Calls calls) {
        StoredItems known = left;
        left = null;
        if (known == null) {
            replace(now, fence, calls);
        } else {
            Calls.Mending anew = new Calls.Mending("", () -> replace(now, fence, calls));
            new Sending(fence, calls, token(), anew).send(ItemOrder.of(now.since(known)), true);
        }
    }

    /** Has what differs written. */
    void append(StoredItems now, Fence fence, Calls calls) {
        StoredItems known = left;
        left = null;
        if (known != null) {
            new Sending(fence, calls, token(), null).send(ItemOrder.of(now.since(known)), false);
        }
    }

    /** Has written what is not as it should be, whoever wrote it. */
    private void replace(StoredItems now, Fence fence, Calls calls) {
        Map<String, ItemDigest> held = held();
        List<StoredItem> differing = new ArrayList<>();
        for (StoredItem item : now.all()) {
            ItemDigest was = held.remove(ItemHash.field(item.place()));
            if (!ItemDigest.of(item.content()).equals(was)) {
                differing.add(item);
            }
        }
        new Sending(fence, calls, "", null).send(new ItemOrder(held.keySet(), differing), true);
    }

    /** What is there, without the texts, which the registry that is saved has all once already. */
    private Map<String, ItemDigest> held() {
        Map<String, ItemDigest> held = new HashMap<>();
        try {
            link.scan(keys.itemsKey(), ItemHash.SCAN_COUNT, (field, text) -> held.put(field, ItemDigest.of(text)));
            return held;
        } catch (StoreException failure) {
            if (failure.kind() == StoreException.Kind.DAMAGED) { // no hash at all
                return new HashMap<>();
            }
            throw failure;
        }
    }

    private String token() {
        return writer + '-' + writes;
    }

    /** What goes out, piece by piece. */
    private final class Sending {

        private final Fence fence;
        private final Calls calls;
        private final Calls.@Nullable Mending mending;
        private final List<String> gone = new ArrayList<>();
        private final List<String> pairs = new ArrayList<>();
        private String expected;
        private int chars;

        /** {@code expected} is the token that is there; empty where whatever is there is taken. */
        private Sending(Fence fence, Calls calls, String expected, Calls.@Nullable Mending mending) {
            this.fence = fence;
            this.calls = calls;
            this.expected = expected;
            this.mending = mending;
        }

        void send(ItemOrder items, boolean evenNothing) {
            items.first().forEach(this::remove);
            items.puts().forEach(this::put);
            items.last().forEach(this::remove);
            if (evenNothing || !gone.isEmpty() || !pairs.isEmpty()) {
                flush();
            }
        }

        private void remove(String field) {
            gone.add(field);
            added(field.length());
        }

        private void put(StoredItem item) {
            String field = ItemHash.field(item.place());
            String content = item.content();
            pairs.add(field);
            pairs.add(content);
            added(field.length() + content.length());
        }

        private void added(int more) {
            chars += more;
            if (gone.size() + pairs.size() / 2 == PIECE || chars >= PIECE_CHARS) {
                flush();
            }
        }

        private void flush() {
            writes++;
            List<String> arguments = fence.arguments();
            arguments.add(expected);
            arguments.add(token());
            arguments.add(Integer.toString(gone.size()));
            arguments.addAll(gone);
            arguments.addAll(pairs);
            calls.add(Script.ITEMS, List.of(keys.countersKey(), keys.itemsKey()), arguments, mending);
            expected = token();
            gone.clear();
            pairs.clear();
            chars = 0;
        }
    }
}

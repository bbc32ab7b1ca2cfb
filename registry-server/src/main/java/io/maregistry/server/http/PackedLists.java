package io.maregistry.server.http;

import io.maregistry.model.ServiceName;
import java.lang.ref.WeakReference;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Packed lists of services, so that each is packed once and not for every client. Those that were not asked for longest
 * go first. What a list was packed from is not kept by it: that would be the state of an old day. Any thread.
 */
final class PackedLists {

    private final long maxBytes;
    private final Map<Key, Packed> lists = new LinkedHashMap<>(16, 0.75f, true); // guarded by itself
    private long bytes; // guarded by lists

    PackedLists(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Which list, in which form, packed how. */
    record Key(ServiceName service, String form, Encoding encoding) {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Packed(WeakReference<Object> source, byte[] bytes) {}

    /** What was packed from {@code source}, which is compared by identity; null where it is not there. */
    byte @Nullable [] find(Key key, Object source) {
        synchronized (lists) {
            Packed known = lists.get(key);
            return known == null || !known.source().refersTo(source) ? null : known.bytes();
        }
    }

    /** Keeps what was packed from {@code source} in the place of what was there; not what is larger than all room. */
    void keep(Key key, Object source, byte[] packed) {
        if (packed.length > maxBytes) {
            return;
        }
        synchronized (lists) {
            Packed before = lists.put(key, new Packed(new WeakReference<>(source), packed));
            bytes += packed.length - (before == null ? 0 : before.bytes().length);
            var eldest = lists.values().iterator();
            while (bytes > maxBytes) {
                bytes -= eldest.next().bytes().length;
                eldest.remove();
            }
        }
    }
}

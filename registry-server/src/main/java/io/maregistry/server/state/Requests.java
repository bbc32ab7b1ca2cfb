package io.maregistry.server.state;

import io.maregistry.model.RequestId;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The writes of which the outcome is remembered, so that a repeated one is not run again. Per client those within {@value
 * #WINDOW} numbers of its highest; {@value #MAX_REQUESTS} in all and {@value #MAX_AGE_MILLIS} ms of clock, oldest applied
 * first. Everything here is derived from the remembered requests themselves, so a replica that loads a snapshot decides as
 * one that never stopped.
 *
 * <p>One writer thread; {@link #view()} may be read by any.
 */
final class Requests {

    static final int WINDOW = 4_096;
    static final int MAX_REQUESTS = 200_000;
    static final long MAX_AGE_MILLIS = 600_000;

    private final RowSum rows;
    private final Map<Client, TreeMap<Long, RememberedRequest>> byClient = new HashMap<>();
    private SortedTree<Long, RememberedRequest> byOrder = SortedTree.empty(RememberedRequest.BY_ORDER);

    Requests(RowSum rows) {
        this.rows = rows;
    }

    private record Client(long high, long low) {
        static Client of(RequestId id) {
            return new Client(id.clientHigh(), id.clientLow());
        }
    }

    SortedTree<Long, RememberedRequest> view() {
        return byOrder;
    }

    /** What became of the request, or null where nothing is remembered. */
    @Nullable
    RememberedRequest find(RequestId id) {
        TreeMap<Long, RememberedRequest> window = byClient.get(Client.of(id));
        return window == null ? null : window.get(id.sequence());
    }

    /** True where the request is below its client's window, so that nobody can say whether it was run. */
    boolean isForgotten(RequestId id) {
        TreeMap<Long, RememberedRequest> window = byClient.get(Client.of(id));
        return window != null && id.sequence() <= window.lastKey() - WINDOW;
    }

    void remember(RememberedRequest request) {
        byOrder = byOrder.with(request);
        TreeMap<Long, RememberedRequest> window =
                byClient.computeIfAbsent(Client.of(request.id()), client -> new TreeMap<>());
        window.put(request.id().sequence(), request);
        rows.addRequest(request);
        while (window.firstKey() <= window.lastKey() - WINDOW) {
            forget(window.firstEntry().getValue());
        }
        RememberedRequest oldest = byOrder.first();
        if (byOrder.size() > MAX_REQUESTS && oldest != null) {
            forget(oldest);
        }
    }

    /** Forgets what is too old at that time of the clock. */
    void expire(long clockMillis) {
        RememberedRequest oldest = byOrder.first();
        while (oldest != null && oldest.atMillis() + MAX_AGE_MILLIS <= clockMillis) {
            forget(oldest);
            oldest = byOrder.first();
        }
    }

    private void forget(RememberedRequest request) {
        byOrder = byOrder.without(request.order());
        rows.removeRequest(request);
        Client client = Client.of(request.id());
        TreeMap<Long, RememberedRequest> window = byClient.get(client);
        if (window != null) {
            window.remove(request.id().sequence());
            if (window.isEmpty()) {
                byClient.remove(client);
            }
        }
    }
}

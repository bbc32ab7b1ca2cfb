package io.maregistry.server.lease;

import io.maregistry.model.ServiceName;
import io.maregistry.server.replication.Committed;
import io.maregistry.server.state.Listed;
import io.maregistry.server.state.Outcome;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.ServiceView;
import io.maregistry.server.state.Tick;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The renewals of one tick and who waits for them. A leader puts handles in the place of names: ten bytes and a look-up less
 * on every node. What it does not know, and what moves counters, goes by name.
 *
 * <p>One thread.
 */
final class TickBatch {

    /** The most renewals of a tick. */
    static final int MAX_ITEMS = 4_096;

    /** The most bytes of a tick's renewals: an entry has 256 KiB; the rest is for the frames around them. */
    static final int MAX_BYTES = 255 * 1024;

    private static final int HANDLE_BYTES = 10;
    private static final long NO_HANDLE = 0; // handles begin with 1

    private final @Nullable Root root;
    private final Deque<WaitingRenewal> waiting = new ArrayDeque<>();
    private final List<Integer> places = new ArrayList<>(); // of each renewal: among the handles, or ~ among the names
    private final List<Long> handles = new ArrayList<>();
    private final List<Tick.Named> named = new ArrayList<>();
    private int bytes;

    /** {@code root} is the leader's newest one; null where this node does not lead, and so may not name handles. */
    TickBatch(@Nullable Root root) {
        this.root = root;
    }

    /** Takes them all, or none where they do not fit any more. */
    boolean add(WaitingRenewal more) {
        long[] found = new long[more.renewals().size()];
        int moreBytes = more.handles().size() * HANDLE_BYTES;
        for (int at = 0; at < found.length; at++) {
            Tick.Named renewal = more.renewals().get(at);
            found[at] = handleFor(renewal);
            moreBytes += found[at] == NO_HANDLE ? WaitingRenewal.bytesOf(renewal) : HANDLE_BYTES;
        }
        if (!waiting.isEmpty() && bytes + moreBytes > MAX_BYTES) {
            return false;
        }
        waiting.add(more);
        bytes += moreBytes;
        handles.addAll(more.handles());
        for (int at = 0; at < found.length; at++) {
            place(more.renewals().get(at), found[at]);
        }
        return true;
    }

    private long handleFor(Tick.Named renewal) {
        if (root == null || renewal.counted() || renewal.services().size() != 1) {
            return NO_HANDLE;
        }
        return stay(root, renewal.services().get(0), renewal);
    }

    private static long stay(Root root, ServiceName name, Tick.Named renewal) {
        ServiceView service = root.service(name);
        Listed listed = service == null ? null : service.find(renewal.id());
        return listed == null ? NO_HANDLE : listed.handle();
    }

    private void place(Tick.Named renewal, long handle) {
        if (handle == NO_HANDLE) {
            places.add(~named.size());
            named.add(renewal);
        } else {
            places.add(handles.size());
            handles.add(handle);
        }
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    Tick command(long elapsedMillis) {
        return new Tick(elapsedMillis, handles, named);
    }

    /** Those who wait, oldest first. */
    Deque<WaitingRenewal> waiting() {
        return waiting;
    }

    /** The stays that this tick renews, whether it has their handles or their names. */
    Set<Long> renewedStays(Root newest) {
        Set<Long> stays = new HashSet<>(handles);
        for (Tick.Named renewal : named) {
            renewal.services().forEach(service -> stays.add(stay(newest, service, renewal)));
        }
        return stays;
    }

    /** Tells everyone who waits what came of it. */
    void committed(Committed committed, Outcome.Renewed renewed) {
        BitSet over = new BitSet();
        renewed.unknownHandles().forEach(over::set);
        int nextHandle = 0;
        int nextPlace = 0;
        for (WaitingRenewal one : waiting) {
            List<Integer> overOfOne = new ArrayList<>();
            for (int at = 0; at < one.handles().size(); at++) {
                if (over.get(nextHandle++)) {
                    overOfOne.add(at);
                }
            }
            List<List<ServiceName>> unknown = new ArrayList<>(one.renewals().size());
            for (Tick.Named renewal : one.renewals()) {
                int place = places.get(nextPlace++);
                if (place < 0) {
                    unknown.add(renewed.unknownNamed().get(~place));
                } else {
                    unknown.add(over.get(place) ? renewal.services() : List.of());
                    nextHandle++; // it took a place behind those of this one
                }
            }
            one.caller()
                    .done(new WaitingRenewal.Done(
                            overOfOne, unknown, renewed.revision(), committed.index(), committed.isAppliedHere()));
        }
    }

    void failed(Throwable reason) {
        waiting.forEach(one -> one.failed(reason));
    }
}

package io.maregistry.server.lease;

import io.maregistry.model.Instance;
import io.maregistry.model.RenewalUpdate;
import io.maregistry.model.ServiceName;
import io.maregistry.model.Status;
import io.maregistry.model.Versions;
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
 * on every node. What it does not know, what moves counters and what says more than that the instance lives goes by name. A
 * build that is the registered one says no more than that.
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

    /**
     * Whether it may go with those that are there. A node that does not lead sends plain signs of life to the next leader, too, where
     * the first stands still; one that says more must not be done twice, and would keep its neighbours from that.
     */
    boolean mixesWith(WaitingRenewal more) {
        WaitingRenewal first = waiting.peek();
        return root != null || first == null || first.isRepeatable() == more.isRepeatable();
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
        Listed listed = listed(root, renewal.services().get(0), renewal);
        return listed == null || saysMore(renewal.update(), listed.instance()) ? NO_HANDLE : listed.handle();
    }

    /** Whether it says more than that the instance lives. Where the same build runs as before, that has nothing to end. */
    private static boolean saysMore(RenewalUpdate update, Instance instance) {
        Versions versions = update.versions();
        boolean isAsRegistered = versions == null
                || instance.content().release().isOf(versions) && instance.ownStatus() != Status.UPDATING;
        return update.replaces() || !isAsRegistered;
    }

    private static long stay(Root root, ServiceName name, Tick.Named renewal) {
        Listed listed = listed(root, name, renewal);
        return listed == null ? NO_HANDLE : listed.handle();
    }

    private static @Nullable Listed listed(Root root, ServiceName name, Tick.Named renewal) {
        ServiceView service = root.service(name);
        return service == null ? null : service.find(renewal.id());
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
        BitSet outdated = new BitSet();
        renewed.outdated().forEach(outdated::set);
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
            List<Integer> outdatedOfOne = new ArrayList<>();
            for (Tick.Named renewal : one.renewals()) {
                int place = places.get(nextPlace++);
                if (place < 0) {
                    if (outdated.get(~place)) {
                        outdatedOfOne.add(unknown.size());
                    }
                    unknown.add(renewed.unknownNamed().get(~place));
                } else {
                    unknown.add(over.get(place) ? renewal.services() : List.of());
                    nextHandle++; // it took a place behind those of this one
                }
            }
            one.caller()
                    .done(new WaitingRenewal.Done(
                            overOfOne,
                            unknown,
                            outdatedOfOne,
                            renewed.revision(),
                            committed.index(),
                            committed.isAppliedHere()));
        }
    }

    void failed(Throwable reason) {
        waiting.forEach(one -> one.failed(reason));
    }
}

package io.maregistry.server.raft;

import com.alipay.sofa.jraft.entity.PeerId;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who leads, as this node sees it. Written by the engine's callbacks on the applying thread and by {@link Reign}, read by
 * all. Listeners run on the writing thread and must not block.
 */
final class Roles {

    private final PeerId self;
    private final List<Consumer<View>> listeners = new CopyOnWriteArrayList<>();
    private volatile View view = new View(0, null, false, false);

    Roles(PeerId self) {
        this.self = self;
    }

    /**
     * Who leads.
     *
     * @param term the newest term known
     * @param leader the leader's peer, or null where none is known
     * @param isLeader whether that is this node; true only once every entry of earlier terms is applied
     * @param hasBegun whether this leader has done what comes before the first write: birth and settings
     */
    record View(long term, @Nullable PeerId leader, boolean isLeader, boolean hasBegun) {

        boolean leads(long inTerm) {
            return isLeader && term == inTerm;
        }
    }

    View view() {
        return view;
    }

    /** Calls {@code listener} with every view from now on. */
    void listen(Consumer<View> listener) {
        listeners.add(listener);
    }

    /** This node leads, and has applied the first entry of its term. */
    void led(long term) {
        change(new View(term, self, true, false));
    }

    /** This leader may take writes. */
    void begun(long term) {
        synchronized (this) {
            if (!view.leads(term)) {
                return;
            }
            view = new View(term, self, true, true);
        }
        listeners.forEach(listener -> listener.accept(view));
    }

    /** This node leads no longer, or lost the leader that it followed. */
    void leaderless(long term) {
        change(new View(Math.max(term, view.term()), null, false, false));
    }

    /** This node follows a leader. */
    void following(PeerId leader, long term) {
        change(new View(term, leader, false, false));
    }

    private void change(View next) {
        synchronized (this) {
            view = next;
        }
        listeners.forEach(listener -> listener.accept(next));
    }
}

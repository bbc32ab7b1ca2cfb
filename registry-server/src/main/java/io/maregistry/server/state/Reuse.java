package io.maregistry.server.state;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes the views of one state of those of an earlier one, as far as both say the same: what readers made of a leaf of a
 * list, of a list, or of a service lives as long as the object does. An instance that both list under the same handle keeps
 * its slot; the others are given those that are left. One use; the applying thread.
 */
final class Reuse {

    private final Services before;
    private final BitSet slots = new BitSet();

    /** @param views all of the later state */
    Reuse(Services before, Iterable<ServiceView> views) {
        this.before = before;
        for (ServiceView view : views) {
            ServiceView old = before(view);
            for (Listed listed : view.instances()) {
                Listed known = old.instances().get(listed.handle());
                if (known != null) {
                    slots.set(known.slot());
                }
            }
        }
    }

    private ServiceView before(ServiceView view) {
        ServiceView old = before.get(view.name());
        return old == null ? ServiceView.empty(view.name()) : old;
    }

    /** The instances of that view in the trees of the earlier state; counters and history are the earlier state's. */
    ServiceView listOf(ServiceView view) {
        ServiceView old = before(view);
        ServiceView now = old;
        for (Listed listed : old.instances()) { // first, since others may have the second names of these
            if (!isSame(listed, view.instances().get(listed.handle()))) {
                now = now.without(listed);
            }
        }
        for (Listed added : added(old, view)) {
            now = now.with(added);
        }
        return now;
    }

    private List<Listed> added(ServiceView old, ServiceView view) {
        List<Listed> added = new ArrayList<>();
        for (Listed listed : view.instances()) {
            Listed known = old.instances().get(listed.handle());
            if (!isSame(listed, known)) {
                added.add(new Listed(
                        listed.handle(),
                        known == null ? nextSlot() : known.slot(),
                        listed.idHash(),
                        listed.instance()));
            }
        }
        return added;
    }

    private static boolean isSame(Listed one, @Nullable Listed other) {
        return other != null && one.instance().equals(other.instance());
    }

    private int nextSlot() {
        int next = slots.nextClearBit(0);
        slots.set(next);
        return next;
    }

    /** Which slots are taken, once all lists were asked for. */
    BitSet slots() {
        return slots;
    }
}

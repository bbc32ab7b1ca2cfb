package io.maregistry.server.state;

import io.maregistry.model.ServiceName;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes the views of one state of those of an earlier one, as far as both say the same: what readers made of a leaf of a
 * list, of a list, or of a service lives as long as the object does. An instance that both list under the same handle keeps
 * its slot; the others are given those that are left. One use; the applying thread.
 */
final class Reuse {

    private final Services before;
    private final Set<ServiceName> same = new HashSet<>(); // services whose lists are equal
    private final BitSet slots = new BitSet();
    private int free; // all slots below it are taken

    /** @param views all of the later state */
    Reuse(Services before, Iterable<ServiceView> views) {
        this.before = before;
        for (ServiceView view : views) {
            ServiceView old = before(view);
            if (isSame(old.instances(), view.instances())) {
                same.add(view.name());
                old.instances().forEach(listed -> slots.set(listed.slot()));
            } else {
                markThoseInBoth(old, view);
            }
        }
    }

    private ServiceView before(ServiceView view) {
        ServiceView old = before.get(view.name());
        return old == null ? ServiceView.empty(view.name()) : old;
    }

    /** Side by side, since most lists of most documents are equal. */
    private static boolean isSame(SortedTree<Long, Listed> old, SortedTree<Long, Listed> now) {
        if (old.size() != now.size()) {
            return false;
        }
        Iterator<Listed> olds = old.iterator();
        for (Listed listed : now) {
            Listed known = olds.next();
            if (known.handle() != listed.handle() || !isSame(known, listed)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSame(Listed one, @Nullable Listed other) {
        return other != null && one.instance().equals(other.instance());
    }

    private void markThoseInBoth(ServiceView old, ServiceView view) {
        for (Listed listed : view.instances()) {
            Listed known = old.instances().get(listed.handle());
            if (known != null) {
                slots.set(known.slot());
            }
        }
    }

    /** The instances of that view in the trees of the earlier state; counters and history are the earlier state's. */
    ServiceView listOf(ServiceView view) {
        ServiceView old = before(view);
        if (same.contains(view.name())) {
            return old;
        }
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
                int slot = known == null ? nextSlot() : known.slot();
                added.add(new Listed(listed.handle(), slot, listed.idHash(), listed.instance()));
            }
        }
        return added;
    }

    private int nextSlot() {
        int next = slots.nextClearBit(free);
        slots.set(next);
        free = next + 1;
        return next;
    }

    /** Which slots are taken, once all lists were asked for. */
    BitSet slots() {
        return slots;
    }
}

package io.maregistry.server.migrate;

import io.maregistry.model.CheckState;
import io.maregistry.model.Instance;
import io.maregistry.server.state.Listed;
import io.maregistry.server.state.LiveNumbers;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.ServiceView;
import java.util.Iterator;
import java.util.Optional;

/**
 * Looks for what two registries say otherwise of their services. Handles, revisions and what a registry measures by its own
 * clock are its own and are not looked at.
 *
 * @param isPlain whether one of them was a plain v5 document, which knows neither operators' settings nor when anything was
 *     registered, nor how often it renewed
 */
record Comparison(boolean isPlain) {

    /** The first difference, in words; empty where there is none. */
    Optional<String> difference(Root brought, Root found) {
        if (brought.scalars().version() != found.scalars().version()) {
            return Optional.of("version " + found.scalars().version() + " in the place of "
                    + brought.scalars().version());
        }
        Iterator<ServiceView> ours = brought.services().iterator();
        Iterator<ServiceView> theirs = found.services().iterator();
        while (ours.hasNext() && theirs.hasNext()) {
            Optional<String> difference = difference(brought, ours.next(), found, theirs.next());
            if (difference.isPresent()) {
                return difference;
            }
        }
        return ours.hasNext() || theirs.hasNext()
                ? Optional.of((ours.hasNext() ? ours : theirs).next().name() + " is on one side only")
                : Optional.empty();
    }

    private Optional<String> difference(Root brought, ServiceView ours, Root found, ServiceView theirs) {
        if (!ours.name().equals(theirs.name())) {
            return Optional.of(theirs.name() + " in the place of " + ours.name());
        }
        if (ours.version() != theirs.version() || ours.size() != theirs.size()) {
            return Optional.of(theirs.name() + " has version " + theirs.version() + " and " + theirs.size()
                    + " instances in the place of version " + ours.version() + " and " + ours.size());
        }
        Iterator<Listed> others = theirs.instances().iterator();
        for (Listed one : ours.instances()) {
            Listed other = others.next();
            if (!isSame(one.instance(), other.instance()) || !isSame(brought.live(one), found.live(other))) {
                return Optional.of(one.instance().id() + " of " + ours.name());
            }
        }
        return Optional.empty();
    }

    private boolean isSame(Instance one, Instance other) {
        boolean isSameOfAll = one.id().equals(other.id())
                && one.content().equals(other.content())
                && one.operator().enabled() == other.operator().enabled();
        return isSameOfAll
                && (isPlain
                        || one.operator().equals(other.operator())
                                && one.asRegistered().equals(other.asRegistered())
                                && one.ownStatus() == other.ownStatus()
                                && CheckState.areAlike(one.checkState(), other.checkState())
                                && one.registeredAtMillis() == other.registeredAtMillis());
    }

    private boolean isSame(LiveNumbers one, LiveNumbers other) {
        return one.renewedAtMillis() == other.renewedAtMillis() && (isPlain || one.renewals() == other.renewals());
    }
}

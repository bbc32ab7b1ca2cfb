package io.maregistry.server.export;

import io.maregistry.server.state.Root;
import io.maregistry.server.state.Scalars;
import io.maregistry.server.store.RegistryStore;
import io.maregistry.server.store.StoreException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whose registry a store holds, since two clusters that were given one store by mistake would write over each other for
 * ever. An export is refused where the store holds another cluster's registry; where the store is the persistence, whose
 * clusters are born anew more often, it is told once for each.
 *
 * <p>The thread of a {@link StoreWriter}; {@link #doubt} any.
 */
final class Ownership {

    private static final Logger LOG = LoggerFactory.getLogger(Ownership.class);
    private static final int MAX_TOLD = 100;

    private final RegistryStore store;
    private final boolean isRefusing;
    private final Set<String> known = new HashSet<>(); // clusters that may be written over, or were told of
    private volatile boolean isDoubted = true;

    Ownership(RegistryStore store, boolean isRefusing) {
        this.store = store;
        this.isRefusing = isRefusing;
    }

    /** Somebody else may have written it since. */
    void doubt() {
        isDoubted = true;
    }

    /** The registry that the store holds now, if any, may be written over: it was taken in. */
    void takeOver(Optional<Scalars> held) {
        held.ifPresent(scalars -> known.add(scalars.clusterId()));
    }

    Optional<Scalars> held() {
        return store.held();
    }

    /**
     * Looks whose it is, where that is in doubt.
     *
     * @throws StoreException {@code CONFLICT} where it is another cluster's and is not to be written over
     */
    void check(Root root) {
        if (!isDoubted) {
            return;
        }
        isDoubted = false;
        Optional<Scalars> held = store.held().filter(found -> isForeign(found, root.scalars()));
        if (held.isEmpty() || known.contains(held.get().clusterId())) {
            return;
        }
        String who = "it holds revision " + held.get().revision() + " of cluster "
                + held.get().clusterId() + ", and this is cluster "
                + root.scalars().clusterId() + ": two clusters need two stores";
        if (isRefusing) {
            throw new StoreException(
                    StoreException.Kind.CONFLICT,
                    who + "; where the other one is no more, empty the store, or take it in with store.import");
        }
        LOG.warn("store={} is written over: {}", store.name(), who);
        if (known.size() < MAX_TOLD) {
            known.add(held.get().clusterId());
        }
    }

    /** What was never named or never held anything is nobody's. */
    private static boolean isForeign(Scalars held, Scalars own) {
        return !held.clusterId().isEmpty()
                && held.revision() > 0
                && !held.clusterId().equals(own.clusterId())
                && held.lineage() != own.lineage();
    }
}

package io.maregistry.server.store;

import io.maregistry.server.state.Change;
import io.maregistry.server.state.RegistryState;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.Scalars;
import java.util.List;
import java.util.Optional;

/**
 * A place outside the cluster that keeps the registry: hash mode starts from it, Raft mode exports to it, so that other
 * programs can read it there.
 *
 * <p>For those who write one: a store is opened by its {@link RegistryStoreProvider} and belongs to one writer, which
 * calls it from one thread, one call at a time. All methods may block and must end within a bounded time; whatever cannot
 * be done is a {@link StoreException}, after which the store goes on to be used. The registry never waits for a store.
 *
 * <p>What must be kept: the {@linkplain Root#scalars() counters}, each service's revision and version, and of each listed
 * instance its handle, all of its {@link io.maregistry.model.Instance} and its {@link
 * io.maregistry.server.state.LiveNumbers}; and the items, which are namespaces, routings, rules of services, configuration items
 * with their versions and version histories. Remembered requests, generations left behind, history and protection may be left out; a state without
 * them is lawful.
 *
 * <p>Two writers: a root never takes the place of one with a higher revision of the same lineage ({@link
 * StoreException.Kind#CONFLICT}); of two lineages the last one saved stays. A writer that dies in the middle of anything
 * leaves each service and each item as it was or as it should be, never a part of one.
 */
public interface RegistryStore extends AutoCloseable {

    /** What it is called in logs and metrics. */
    String name();

    /**
     * Whether all nodes of a cluster reach the same one, so that only their leader writes it; false where each node has one of
     * its own, such as a file, which every node writes.
     */
    default boolean isShared() {
        return true;
    }

    /**
     * The state that was saved last, with all that was appended since; empty where nothing was ever saved.
     *
     * @throws StoreException {@code DAMAGED} where something is there that cannot be trusted; it never guesses
     */
    Optional<RegistryState> load();

    /**
     * The counters of what it holds, which name its cluster, without reading all of it; empty where nothing was ever saved,
     * where that cannot be trusted, and where the store cannot tell it cheaply. Asked when a node begins to write, so that two
     * clusters that were given one store do not write over each other.
     */
    default Optional<Scalars> held() {
        return Optional.empty();
    }

    /**
     * Makes the store equal to the root. Best effort of cost: what is there already need not be written again. What is
     * there and cannot be trusted is replaced.
     *
     * @param root not one with a {@linkplain Root#isRestoring() restore under way}
     */
    void save(Root root);

    /**
     * Adds what changed since the last save or append.
     *
     * @param root the state right after the changes, at the revision of the last one, from which their instances' numbers
     *     can be read; what renewals moved since may be left to the next save
     * @param changes in order of revision, without a gap; those of one revision come together. Version histories move
     *     with changes of services and are not told
     * @return false where it was not done, since this store cannot, or since what it holds does not end just before the
     *     first change; the caller then saves as soon as it can
     */
    default boolean append(Root root, List<Change> changes) {
        return false;
    }

    /** Gives back what it holds open; idempotent. Nothing that was saved is lost by leaving it out. */
    @Override
    void close();
}

package io.maregistry.server.hash;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.maregistry.server.replication.Births;
import io.maregistry.server.replication.Claim;
import io.maregistry.server.replication.Leadership;
import io.maregistry.server.state.BeginLineage;
import io.maregistry.server.state.Command;
import io.maregistry.server.state.Configure;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether this node leads, and what happens when that begins and ends. A reign begins with a lineage of its own, since what
 * the leader before told may be lost with it. {@link #takeOver} and {@link #stepDown} block until it is done, and are called
 * by the thread {@code hash-health} alone; the rest by any thread.
 */
final class Reigns {

    private static final Logger LOG = LoggerFactory.getLogger(Reigns.class);

    private final Applier applier;
    private final Supplier<Root> root;
    private final Settings settings;
    private final Births births = new Births();
    private final List<Leadership.Listener> listeners = new CopyOnWriteArrayList<>();
    private volatile @Nullable Claim claim;

    @GuardedBy("this")
    private long reigns;

    /**
     * @param root the newest root
     * @param settings what a leader brings into the state
     */
    Reigns(Applier applier, Supplier<Root> root, Settings settings) {
        this.applier = applier;
        this.root = root;
        this.settings = settings;
    }

    void listen(Leadership.Listener listener) {
        listeners.add(listener);
    }

    /** How this node leads; null where it does not. */
    @Nullable
    Claim claim() {
        return claim;
    }

    /** The documents' global counter of what this node holds. */
    long version() {
        return root.get().scalars().version();
    }

    boolean isLeading() {
        return claim != null;
    }

    /** Begins to lead; where it leads already only the claim changes. */
    synchronized void takeOver(Claim how) {
        if (claim == null) {
            long reign = ++reigns;
            Root begun =
                    applier.begin(reign, this::opening).toCompletableFuture().join();
            LOG.info(
                    "leading, claim={} lineage={} revision={}",
                    how,
                    Long.toHexString(begun.scalars().lineage()),
                    begun.scalars().revision());
            claim = how;
            listeners.forEach(listener -> listener.started(reign));
        } else {
            claim = how;
        }
    }

    /** Leads no longer. What was proposed and not applied by now is refused. */
    synchronized void stepDown() {
        if (claim != null) {
            applier.end().toCompletableFuture().join();
            claim = null;
            LOG.info("leading no longer");
            listeners.forEach(Leadership.Listener::stopped);
        }
    }

    private List<Command> opening() {
        Root now = root.get();
        List<Command> commands = new ArrayList<>();
        if (now.scalars().clusterId().isEmpty()) {
            commands.add(births.next());
        }
        if (!now.settings().equals(settings)) {
            commands.add(new Configure(settings));
        }
        commands.add(new BeginLineage(births.lineage()));
        return commands;
    }
}

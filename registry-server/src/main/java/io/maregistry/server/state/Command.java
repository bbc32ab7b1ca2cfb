package io.maregistry.server.state;

import io.maregistry.model.RequestId;
import org.jspecify.annotations.Nullable;

/**
 * One command of the replicated log. Applying it depends on the state, on the entry around it and on nothing else, and
 * never fails: what cannot be done is an {@link Outcome.Rejected} that every replica computes alike. An exception from
 * {@link #applyTo} means that this replica is broken; the node stops.
 */
public sealed interface Command
        permits Register,
                Unregister,
                PatchInstance,
                PatchService,
                PutConfig,
                RemoveConfig,
                RollbackConfig,
                PutNamespace,
                DeleteNamespace,
                SetRouting,
                UnregisterAll,
                Drain,
                Tick,
                Expire,
                CheckVerdicts,
                Announce,
                Configure,
                Birth,
                BeginLineage,
                RestoreBegin,
                RestoreChunk,
                RestoreCommit,
                RestoreAbort {

    /** Names the write where its client wants to repeat it safely; null where it does not. */
    default @Nullable RequestId request() {
        return null;
    }

    /** Changes the state; called by the applying thread alone. */
    Outcome applyTo(Working state);
}

package io.maregistry.server.state;

import io.maregistry.model.Instance;
import io.maregistry.model.InstanceId;
import io.maregistry.model.ServiceName;
import java.util.List;
import java.util.Optional;

/** What applying a command gave; the same on every replica. */
public sealed interface Outcome {

    /** The revision that the command made, or found where it changed nothing. */
    long revision();

    /**
     * The instance is listed.
     *
     * @param kind what that changed
     * @param instance as it is stored
     */
    record Registered(long revision, Registered.Kind kind, Instance instance) implements Outcome {
        /** What a register changed. */
        public enum Kind {
            ADDED,
            REPLACED,
            SAME
        }
    }

    /**
     * The instance is not listed.
     *
     * @param removed what was removed; empty where it was not listed before, or where a later start of it is
     */
    record Unregistered(long revision, Optional<Instance> removed) implements Outcome {}

    /**
     * The instance, or the service, is as a patch wants it.
     *
     * @param changed false where it was so before
     * @param instance as it is stored; empty where the patch is of a service, or was told of once more, and the instance has
     *     left since
     */
    record Patched(long revision, boolean changed, Optional<Instance> instance) implements Outcome {}

    /**
     * A configuration item is as a write wants it.
     *
     * @param revision of the item where it is there, else as of any outcome
     */
    record ConfigWritten(long revision, ConfigWritten.Kind kind) implements Outcome {
        /** What the write changed. */
        public enum Kind {
            PUBLISHED,
            /** It said the same before. */
            SAME,
            REMOVED,
            /** There was none to remove. */
            ABSENT
        }
    }

    /**
     * Nothing of a namespace is listed.
     *
     * @param instances how many left; 0 too where the command was told of once more
     */
    record Cleared(long revision, int instances) implements Outcome {}

    /**
     * The instances are drained, or get calls again.
     *
     * @param changed how many of them were not so before
     * @param absent those of the named that are not listed
     */
    record Drained(long revision, int changed, List<InstanceId> absent) implements Outcome {
        public Drained {
            absent = List.copyOf(absent);
        }
    }

    /**
     * The renewals of a tick are done.
     *
     * @param unknownHandles places in {@link Tick#handles()} whose stay is over
     * @param unknownNamed for each of {@link Tick#named()} the services in which the instance is not listed
     * @param outdated places in {@link Tick#named()} that named another build than is registered, ascending
     */
    record Renewed(
            long revision, List<Integer> unknownHandles, List<List<ServiceName>> unknownNamed, List<Integer> outdated)
            implements Outcome {
        public Renewed {
            unknownHandles = List.copyOf(unknownHandles);
            unknownNamed = List.copyOf(unknownNamed);
            outdated = List.copyOf(outdated);
        }

        /** Renewals that named no other build than is registered. */
        public Renewed(long revision, List<Integer> unknownHandles, List<List<ServiceName>> unknownNamed) {
            this(revision, unknownHandles, unknownNamed, List.of());
        }
    }

    /**
     * Those who were silent have left, as far as they may.
     *
     * @param removed how many left the list
     * @param offline how many are listed as Offline from now on
     * @param held how many would have left but are protected
     */
    record Expired(long revision, int removed, int offline, int held) implements Outcome {}

    /**
     * The namespace is as somebody wants it.
     *
     * @param kind what that changed
     * @param namespace as it is kept
     */
    record Namespaced(long revision, Namespaced.Kind kind, Namespace namespace) implements Outcome {
        /** What was changed. */
        public enum Kind {
            CREATED,
            UPDATED,
            SAME
        }
    }

    /** Done; there is nothing more to say. */
    record Done(long revision) implements Outcome {}

    /**
     * The staged document is the state now, or was it already.
     *
     * @param changed false where every service, instance and item was there as it is in the document
     */
    record Restored(long revision, boolean changed, int services, int instances) implements Outcome {}

    /**
     * Refused; nothing changed.
     *
     * @param reason why, for programs
     * @param message why, for people
     * @param generation the stored generation where that is the reason, else -1
     */
    record Rejected(long revision, Reason reason, String message, long generation) implements Outcome {
        /** Why a command is refused. */
        public enum Reason {
            STALE_GENERATION,
            QUOTA_EXCEEDED,
            RESTORE_RUNNING,
            /** A step of a restore that is not, or no longer, the running one. */
            NO_SUCH_RESTORE,
            /** The staged items are not what the restore announced. */
            INVALID_RESTORE,
            /** The state, or the instance, has moved on from the revision at which alone the command was to be run. */
            REVISION_MISMATCH,
            /** What is not listed cannot be patched. */
            NO_SUCH_INSTANCE,
            /** The patch would make an instance that breaks a rule or a limit. */
            INVALID_PATCH,
            /** There is no configuration item of that name, nor was there lately. */
            NO_SUCH_CONFIG,
            /** That version of the configuration item is not kept any more. */
            COMPACTED,
            /** What is not there cannot be changed, or put to use where namespaces have to be created. */
            NO_SUCH_NAMESPACE,
            /** What something is in, or what stays in any case, is not taken away. */
            NOT_EMPTY,
            /** The request is so old that its outcome is forgotten; it was not run. */
            FORGOTTEN
        }

        static Rejected of(long revision, Reason reason, String message) {
            return new Rejected(revision, reason, message, -1);
        }
    }
}

package io.maregistry.server.state;

import io.maregistry.model.CheckState;
import io.maregistry.model.Content;
import io.maregistry.model.Instance;
import io.maregistry.model.InstanceId;
import io.maregistry.model.Metrics;
import io.maregistry.model.Operator;
import io.maregistry.model.Status;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An instance of a document that is being restored.
 *
 * @param registeredAtMillis epoch milliseconds; 0 = the document does not say
 * @param renewedAtMillis the document's TIMESTAMPS of it, epoch milliseconds; 0 = none
 * @param renewals how often it had renewed; 0 where the document does not say
 * @param registered see {@link Instance#registered}
 * @param checkState what its check found; in the state it counts from the restore on, which has a clock of its own
 * @param metrics what it told last
 */
public record StagedInstance(
        InstanceId id,
        Content content,
        Operator operator,
        Status ownStatus,
        long registeredAtMillis,
        long renewedAtMillis,
        long renewals,
        @Nullable Content registered,
        @Nullable CheckState checkState,
        Metrics metrics) {

    public StagedInstance {
        registered = content.equals(registered) ? null : registered;
        checkState = content.check() == null ? null : checkState;
    }

    /** As that, and its content is what its client registered last. */
    public StagedInstance(
            InstanceId id,
            Content content,
            Operator operator,
            Status ownStatus,
            long registeredAtMillis,
            long renewedAtMillis,
            long renewals) {
        this(id, content, operator, ownStatus, registeredAtMillis, renewedAtMillis, renewals, null);
    }

    /** One that told no metrics, and of which no check has found anything. */
    public StagedInstance(
            InstanceId id,
            Content content,
            Operator operator,
            Status ownStatus,
            long registeredAtMillis,
            long renewedAtMillis,
            long renewals,
            @Nullable Content registered) {
        this(
                id,
                content,
                operator,
                ownStatus,
                registeredAtMillis,
                renewedAtMillis,
                renewals,
                registered,
                null,
                Metrics.NONE);
    }

    /** This with {@code told} for its metrics. */
    StagedInstance withMetrics(Metrics told) {
        return new StagedInstance(
                id,
                content,
                operator,
                ownStatus,
                registeredAtMillis,
                renewedAtMillis,
                renewals,
                registered,
                checkState,
                told);
    }

    boolean saysTheSameAs(Instance listed) {
        return id.equals(listed.id())
                && content.equals(listed.content())
                && Objects.equals(registered, listed.registered())
                && operator.equals(listed.operator())
                && ownStatus == listed.ownStatus()
                && CheckState.areAlike(checkState, listed.checkState());
    }

    /** This with everything but its identity, parameters and renewals taken from {@code listed}. */
    StagedInstance completedBy(Instance listed) {
        return new StagedInstance(
                id,
                listed.content().withParameters(content.parameters()),
                listed.operator(),
                listed.ownStatus(),
                listed.registeredAtMillis(),
                renewedAtMillis,
                renewals,
                registeredBy(listed),
                listed.checkState(),
                metrics);
    }

    /** Parameters that are the patched ones say nothing of what the client registered; others replace both. */
    private @Nullable Content registeredBy(Instance listed) {
        boolean isPatched = content.parameters().equals(listed.content().parameters());
        return isPatched || listed.registered() == null
                ? listed.registered()
                : listed.registered().withParameters(content.parameters());
    }

    Instance toInstance(long clockMillis, long wallMillis, long revision) {
        return new Instance(
                id,
                content,
                operator,
                ownStatus,
                registeredAtMillis == 0 ? wallMillis : registeredAtMillis,
                revision,
                registered,
                checkState == null ? null : checkState.since(clockMillis));
    }
}

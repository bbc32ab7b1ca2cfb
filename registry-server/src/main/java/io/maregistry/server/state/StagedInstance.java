package io.maregistry.server.state;

import io.maregistry.model.Content;
import io.maregistry.model.Instance;
import io.maregistry.model.InstanceId;
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
 */
public record StagedInstance(
        InstanceId id,
        Content content,
        Operator operator,
        Status ownStatus,
        long registeredAtMillis,
        long renewedAtMillis,
        long renewals,
        @Nullable Content registered) {

    public StagedInstance {
        registered = content.equals(registered) ? null : registered;
    }

    /** One whose content is what its client registered last. */
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

    boolean saysTheSameAs(Instance listed) {
        return id.equals(listed.id())
                && content.equals(listed.content())
                && Objects.equals(registered, listed.registered())
                && operator.equals(listed.operator())
                && ownStatus == listed.ownStatus();
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
                registeredBy(listed));
    }

    /** Parameters that are the patched ones say nothing of what the client registered; others replace both. */
    private @Nullable Content registeredBy(Instance listed) {
        boolean isPatched = content.parameters().equals(listed.content().parameters());
        return isPatched || listed.registered() == null
                ? listed.registered()
                : listed.registered().withParameters(content.parameters());
    }

    Instance toInstance(long wallMillis, long revision) {
        return new Instance(
                id,
                content,
                operator,
                ownStatus,
                registeredAtMillis == 0 ? wallMillis : registeredAtMillis,
                revision,
                registered);
    }
}

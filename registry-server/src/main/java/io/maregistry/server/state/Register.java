package io.maregistry.server.state;

import io.maregistry.model.Content;
import io.maregistry.model.Instance;
import io.maregistry.model.InstanceId;
import io.maregistry.model.Operator;
import io.maregistry.model.RequestId;
import io.maregistry.model.ServiceName;
import io.maregistry.model.Status;
import org.jspecify.annotations.Nullable;

/**
 * List an instance, or take over what its client says of it now.
 *
 * <p>A new identity is added; other content under a known identity replaces the old; the same content is a sign of life
 * and nothing else, unless the instance was Offline or Updating: {@link Statuses}. A generation below the stored one is refused; a register without one
 * is not compared and keeps the stored one. An identity that registers under another one's second name, which is its
 * {@code instanceId} or else its url, takes its place.
 *
 * <p>What the client says is compared with what it said before, not with what operators made of that: a client that says
 * the same again leaves a patch as it is, and other content replaces it. What operators said beside the content stays.
 *
 * @param request names the write where the client wants to repeat it safely; null where it does not
 * @param enabled whether a new instance gets calls; of no effect on a listed one
 */
public record Register(
        @Nullable RequestId request, ServiceName service, InstanceId id, Content content, boolean enabled)
        implements Command {

    @Override
    public Outcome applyTo(Working state) {
        ServiceView view = state.services().get(service);
        Listed listed = view == null ? null : view.find(id);
        long stored = state.storedGeneration(service, id, listed);
        if (content.generation() != Content.NO_GENERATION && isStale(stored, listed)) {
            return new Outcome.Rejected(
                    state.revision(),
                    Outcome.Rejected.Reason.STALE_GENERATION,
                    "generation " + content.generation() + " is not newer than the stored " + stored,
                    stored);
        }
        return listed == null ? add(state, view) : update(state, listed);
    }

    /** What is listed may say more of its generation; what was left behind is over. */
    private boolean isStale(long stored, @Nullable Listed listed) {
        boolean isListed = listed != null && listed.instance().content().generation() != Content.NO_GENERATION;
        return isListed ? content.generation() < stored : content.generation() <= stored;
    }

    private Outcome add(Working state, @Nullable ServiceView view) {
        Listed displaced = view == null ? null : view.holderOfNameOf(id, content);
        Outcome refused = refusal(state, displaced != null);
        if (refused != null) {
            return refused;
        }
        long revision = state.nextRevision();
        if (displaced != null) {
            state.services().remove(service, displaced);
        }
        Instance added = new Instance(
                id,
                content,
                enabled ? Operator.NONE : Operator.DISABLED,
                Statuses.initial(content),
                state.wallMillis(),
                revision);
        state.services().add(service, added, state.clockMillis());
        endLeftGeneration(state);
        if (displaced == null) {
            state.changed(service, revision, Change.Action.ADDED, Change.Cause.REGISTER, added);
        } else {
            state.replaced(service, revision, displaced.instance(), Change.Action.ADDED, added);
        }
        return new Outcome.Registered(revision, Outcome.Registered.Kind.ADDED, added);
    }

    private @Nullable Outcome refusal(Working state, boolean takesAPlace) {
        Namespaces namespaces = state.items().namespaces();
        if (!namespaces.isLawful(service.namespace(), state.settings())) {
            return Outcome.Rejected.of(
                    state.revision(),
                    Outcome.Rejected.Reason.NO_SUCH_NAMESPACE,
                    "namespace " + service.namespace() + " has to be created first");
        }
        if (takesAPlace) {
            return null; // there are no more instances than before
        }
        String over = state.services().overLimit(service, state.settings().limits());
        String overQuota = over == null ? namespaces.overQuota(service, state.services()) : over;
        return overQuota == null
                ? null
                : Outcome.Rejected.of(state.revision(), Outcome.Rejected.Reason.QUOTA_EXCEEDED, overQuota);
    }

    private Outcome update(Working state, Listed listed) {
        Instance before = listed.instance();
        Content now = content.generation() == Content.NO_GENERATION
                ? content.withGeneration(before.content().generation())
                : content;
        state.services().seen(listed, state.clockMillis());
        boolean same = before.asRegistered().saysTheSameAs(now);
        Content after = same ? before.content() : now;
        Status status = Statuses.afterRegister(before, after);
        if (same && status == before.ownStatus()) {
            return new Outcome.Registered(state.revision(), Outcome.Registered.Kind.SAME, before);
        }
        ServiceView view = state.services().get(service);
        Listed displaced = view == null ? null : view.holderOfNameOf(id, now);
        long revision = state.nextRevision();
        if (displaced != null) {
            state.services().remove(service, displaced);
        }
        boolean endsDraining = now.generation() > before.content().generation();
        Instance updated = new Instance(
                id,
                after,
                endsDraining ? before.operator().withDraining(false) : before.operator(),
                status,
                before.registeredAtMillis(),
                revision,
                same ? before.registered() : null,
                Statuses.found(before, after));
        state.services().replace(service, listed.with(updated));
        endLeftGeneration(state);
        if (displaced != null) {
            state.replaced(service, revision, displaced.instance(), Change.Action.UPDATED, updated);
        } else {
            Change.Action action = same ? Change.Action.HEALTH : Change.Action.UPDATED;
            state.changed(service, revision, action, Change.Cause.REGISTER, updated);
        }
        Outcome.Registered.Kind kind = same ? Outcome.Registered.Kind.SAME : Outcome.Registered.Kind.REPLACED;
        return new Outcome.Registered(revision, kind, updated);
    }

    /** From here on the instance's own generation counts; one that names none leaves the old process refused. */
    private void endLeftGeneration(Working state) {
        if (content.generation() != Content.NO_GENERATION) {
            state.generations().forget(service, id);
        }
    }
}

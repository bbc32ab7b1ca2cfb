package io.maregistry.model;

import org.jspecify.annotations.Nullable;

/**
 * One listed instance of a service: what its client and its operators say, and what the registry makes of both. When it
 * last renewed is not part of it, so that a renewal leaves every cached list as it is.
 *
 * @param id what identifies it in its service
 * @param content what its client registered last, and what operators have patched of that since
 * @param operator what operators said of it
 * @param ownStatus the status that the registry found, before any override
 * @param registeredAtMillis wall time of its registration, epoch milliseconds on the leader
 * @param revision the revision of its last change
 * @param registered what its client registered last, where a patch made {@code content} say something else; null where
 *     {@code content} is that, so that there is one way to say it
 * @param checkState what its active check has found; null where it has none, or where none has come to a verdict yet
 */
public record Instance(
        InstanceId id,
        Content content,
        Operator operator,
        Status ownStatus,
        long registeredAtMillis,
        long revision,
        @Nullable Content registered,
        @Nullable CheckState checkState) {

    public Instance {
        registered = content.equals(registered) ? null : registered;
        checkState = content.check() == null ? null : checkState;
    }

    /** One of which no check has found anything. */
    public Instance(
            InstanceId id,
            Content content,
            Operator operator,
            Status ownStatus,
            long registeredAtMillis,
            long revision,
            @Nullable Content registered) {
        this(id, content, operator, ownStatus, registeredAtMillis, revision, registered, null);
    }

    /** As that, and its content is what its client registered last. */
    public Instance(
            InstanceId id,
            Content content,
            Operator operator,
            Status ownStatus,
            long registeredAtMillis,
            long revision) {
        this(id, content, operator, ownStatus, registeredAtMillis, revision, null);
    }

    /** What its client registered last, patched or not. */
    public Content asRegistered() {
        return registered == null ? content : registered;
    }

    /** This with another status of its own, changed last at {@code newRevision}. */
    public Instance withOwnStatus(Status newStatus, long newRevision) {
        return judged(checkState, newStatus, newRevision);
    }

    /** This with what its check found and another status of its own, changed last at {@code newRevision}. */
    public Instance judged(@Nullable CheckState found, Status newStatus, long newRevision) {
        return new Instance(id, content, operator, newStatus, registeredAtMillis, newRevision, registered, found);
    }

    /** Whether its active check says that it does not serve, whatever its status is. */
    public boolean isFailing() {
        return checkState != null && checkState.isFailing();
    }

    /**
     * This after its client said which parameters it has: the same where it said so before, whatever operators have patched
     * since, as with a register.
     */
    public Instance withTold(Parameters parameters) {
        if (asRegistered().parameters().equals(parameters)) {
            return this;
        }
        Content told = registered == null ? null : registered.withParameters(parameters);
        return new Instance(
                id,
                content.withParameters(parameters),
                operator,
                ownStatus,
                registeredAtMillis,
                revision,
                told,
                checkState);
    }

    /** This with that weight, in the place of its own and of an operator's. */
    public Instance withWeight(int weight) {
        return new Instance(
                id,
                content.withWeight(weight),
                operator.withoutWeight(),
                ownStatus,
                registeredAtMillis,
                revision,
                registered,
                checkState);
    }

    /** This with that word on draining, changed last at {@code newRevision}. */
    public Instance withDraining(boolean draining, long newRevision) {
        return new Instance(
                id,
                content,
                operator.withDraining(draining),
                ownStatus,
                registeredAtMillis,
                newRevision,
                registered,
                checkState);
    }

    /** The status that counts: an operator's, where one was set. */
    public Status status() {
        return operator.status() == null ? ownStatus : operator.status();
    }

    /** The weight that counts: an operator's, where one was set. */
    public int weight() {
        return operator.weight() == null ? content.weight() : operator.weight();
    }

    /** True where calls may go to it: enabled, not draining, Running or Updating. */
    public boolean isHealthy() {
        Status status = status();
        return operator.enabled() && !operator.draining() && (status == Status.RUNNING || status == Status.UPDATING);
    }
}

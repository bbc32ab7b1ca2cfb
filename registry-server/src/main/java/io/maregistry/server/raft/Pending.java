package io.maregistry.server.raft;

import io.maregistry.error.RegistryException;
import io.maregistry.proto.v1.CommandRecord;
import io.maregistry.server.replication.Committed;
import io.maregistry.server.state.Command;
import io.maregistry.server.state.Expire;
import io.maregistry.server.state.Outcome;
import io.maregistry.server.state.Tick;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A command on its way into the log, with the future that its proposer waits for. The record is made on the proposer's
 * thread, so that whoever gathers an entry only copies bytes.
 */
final class Pending {

    /** Where a command may enter the log. */
    enum Passage {
        /** On whichever node leads; it waits for one. */
        ANY_NODE,
        /** On this node only; it waits until one leads. */
        THIS_NODE,
        /** On this node only, and it does not wait where this node leads no longer. */
        THIS_LEADER
    }

    /** It may be proposed in any term. */
    static final long ANY_TERM = -1;

    private final Command command;
    private final CommandRecord record;
    private final Passage passage;
    private final long term;
    private final long sinceNanos = System.nanoTime();
    private final CompletableFuture<Committed> answer = new CompletableFuture<>();
    private volatile boolean refusedBefore;
    private volatile boolean givenUp;
    private volatile boolean repeated;

    private Pending(Command command, CommandRecord record, Passage passage, long term) {
        this.command = command;
        this.record = record;
        this.passage = passage;
        this.term = term;
    }

    /** One that is sent to the leader where this node is not it. */
    static Pending forAnyNode(Command command) {
        return new Pending(command, CommandCodec.toProto(command), Passage.ANY_NODE, ANY_TERM);
    }

    /** One that enters the log here or nowhere. */
    static Pending forThisNode(Command command) {
        return new Pending(command, CommandCodec.toProto(command), Passage.THIS_NODE, ANY_TERM);
    }

    /** One of another node's, that enters the log here or nowhere. */
    static Pending received(Command command, CommandRecord record) {
        return new Pending(command, record, Passage.THIS_LEADER, ANY_TERM);
    }

    /** One that enters the log here and in that term, or nowhere. */
    static Pending forTerm(Command command, long term) {
        return new Pending(command, CommandCodec.toProto(command), Passage.THIS_LEADER, term);
    }

    Command command() {
        return command;
    }

    CommandRecord record() {
        return record;
    }

    /** What it adds to an entry. */
    int bytes() {
        return CommandCodec.size(record);
    }

    Passage passage() {
        return passage;
    }

    /** Whether it carries renewals, moves the liveness clock or ends leases. */
    boolean isOfLiveness() {
        return command instanceof Tick || command instanceof Expire;
    }

    /** Whether doing it twice is as good as once: renewals that move neither the clock nor a counter, and replace nothing. */
    boolean isRepeatable() {
        return command instanceof Tick tick
                && tick.elapsedMillis() == 0
                && tick.named().stream().allMatch(Tick.Named::isRepeatable);
    }

    /** It is sent once more, while nobody knows what came of it before. */
    void repeat() {
        repeated = true;
    }

    /** Whether it may have been done already, whoever refuses it now. */
    boolean isRepeated() {
        return repeated;
    }

    boolean fits(long leadersTerm) {
        return term == ANY_TERM || term == leadersTerm;
    }

    long ageNanos(long nowNanos) {
        return nowNanos - sinceNanos;
    }

    /** Whether it was sent to somebody who surely did not propose it. */
    boolean wasRefusedBefore() {
        return refusedBefore;
    }

    void refused() {
        refusedBefore = true;
    }

    /** Whether its caller has an answer or is about to get one, so that it must not be proposed any more. */
    boolean isGivenUp() {
        return givenUp || answer.isDone();
    }

    /** Said before it is failed as unknown, by whoever decides that. */
    void giveUp() {
        givenUp = true;
    }

    CompletionStage<Committed> answer() {
        return answer;
    }

    void committed(Outcome outcome, long index, boolean isAppliedHere) {
        answer.complete(new Committed(outcome, index, isAppliedHere));
    }

    void fail(RegistryException why) {
        answer.completeExceptionally(why);
    }
}

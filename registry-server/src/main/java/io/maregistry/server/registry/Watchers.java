package io.maregistry.server.registry;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.model.ResumeToken;
import io.maregistry.model.ServiceName;
import io.maregistry.server.replication.Leadership;
import io.maregistry.server.replication.MemberReport;
import io.maregistry.server.replication.Nodes;
import io.maregistry.server.watch.Confirmations;
import io.maregistry.server.watch.Confirmed;
import io.maregistry.server.watch.Inquiry;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Who watches a service on any node, and what they have confirmed. Each node knows its own watchers only, so the others are
 * asked: once, and each answers when all of its own have confirmed or the time is over. Any thread; nothing blocks. The design is
 * in {@code docs/design/drain.md}.
 */
public final class Watchers {

    private static final String WATCHERS = "watchers";
    private static final String CONFIRM = "confirm";
    private static final long ASKING_MILLIS = 1_000; // what a question may take beside what it waits for
    private static final long LEAST_MILLIS = 200; // given to one that was not heard lately

    private final Leadership leadership;
    private final Nodes nodes;
    private final Confirmations confirmations;

    public Watchers(Leadership leadership, Nodes nodes, Confirmations confirmations) {
        this.leadership = leadership;
        this.nodes = nodes;
        this.confirmations = confirmations;
    }

    /** Answers what other nodes ask about the watchers here, from now on; once. */
    public void serve() {
        nodes.serve(WATCHERS, this::answerWatchers);
        nodes.serve(CONFIRM, word -> CompletableFuture.completedFuture(answerConfirm(word)));
    }

    private CompletionStage<byte[]> answerWatchers(byte[] bytes) {
        WatcherMessages.Question question = WatcherMessages.readQuestion(bytes);
        return counted(question).thenApply(WatcherMessages::write);
    }

    private byte[] answerConfirm(byte[] bytes) {
        WatcherMessages.Word word = WatcherMessages.readWord(bytes);
        return WatcherMessages.write(confirmations.confirm(word.watch(), word.revision()));
    }

    /** What this node answers to another one's question that came from outside; see {@link Nodes#answer}. */
    public CompletionStage<byte[]> answer(String topic, byte[] question) {
        return nodes.answer(topic, question);
    }

    /** All who watch the service now. */
    public CompletionStage<Barrier> all(ServiceName service) {
        return ask(new WatcherMessages.Question(service, null, 0));
    }

    /**
     * Completes once all who watch the service anywhere know it as it was at that point, or after that time with those who do
     * not. Does not fail.
     */
    public CompletionStage<Barrier> confirmed(ServiceName service, ResumeToken point, long waitMillis) {
        return ask(new WatcherMessages.Question(service, point, waitMillis));
    }

    /**
     * The watcher of that name, on whichever node, has taken in everything up to that revision. Fails with {@code NotFound} where
     * there is none, and as {@link Nodes#ask} does where its node is not to be asked.
     */
    public CompletionStage<Void> confirm(String watch, long revision) {
        if (confirmations.confirm(watch, revision)) {
            return CompletableFuture.completedFuture(null);
        }
        Optional<MemberReport> home = leadership.members().stream()
                .filter(member -> !member.isSelf() && watch.startsWith(member.name() + '-'))
                .max((one, other) ->
                        Integer.compare(one.name().length(), other.name().length()));
        if (home.isEmpty()) {
            throw noSuch(watch);
        }
        byte[] word = WatcherMessages.write(new WatcherMessages.Word(watch, revision));
        return nodes.ask(home.get().peer(), CONFIRM, word, ASKING_MILLIS).thenAccept(answer -> {
            if (!WatcherMessages.readIsKnown(answer)) {
                throw noSuch(watch);
            }
        });
    }

    private static RegistryException noSuch(String watch) {
        return new RegistryException.NotFound(ErrorCode.NO_SUCH_ROUTE, "no watch " + watch + " is open");
    }

    private CompletionStage<Barrier> ask(WatcherMessages.Question question) {
        CompletableFuture<Barrier> all =
                counted(question).thenApply(Watchers::barrier).exceptionally(stopping -> unreachable(self()));
        for (MemberReport member : leadership.members()) {
            if (!member.isSelf()) {
                all = all.thenCombine(of(member, question), Barrier::with);
            }
        }
        return all;
    }

    /**
     * As {@link #here}; fails with {@code Unavailable} where this node does not serve by then: whoever watched here has left, and
     * that is no word of what it knows.
     */
    private CompletableFuture<Confirmed> counted(WatcherMessages.Question question) {
        return here(question).thenApply(answer -> {
            if (!leadership.standing().isReady()) {
                throw new RegistryException.Unavailable(
                        ErrorCode.NOT_READY, "this node does not serve, so nobody is known to watch here");
            }
            return answer;
        });
    }

    private String self() {
        return leadership.members().stream()
                .filter(MemberReport::isSelf)
                .map(MemberReport::name)
                .findFirst()
                .orElse("");
    }

    private CompletableFuture<Confirmed> here(WatcherMessages.Question question) {
        ResumeToken point = question.point();
        if (point == null) {
            return confirmations.list(question.service());
        }
        Inquiry inquiry = confirmations.ask(question.service(), point);
        return inquiry.answer()
                .copy()
                .orTimeout(question.waitMillis(), TimeUnit.MILLISECONDS)
                .exceptionallyCompose(late -> {
                    confirmations.end(inquiry);
                    return inquiry.answer();
                });
    }

    /** One that was not heard lately is not waited for as long as the watchers are. */
    private CompletionStage<Barrier> of(MemberReport member, WatcherMessages.Question question) {
        long limit = member.isAlive()
                ? question.waitMillis() + ASKING_MILLIS
                : Math.min(ASKING_MILLIS, Math.max(LEAST_MILLIS, question.waitMillis()));
        return nodes.ask(member.peer(), WATCHERS, WatcherMessages.write(question), limit)
                .toCompletableFuture()
                .copy()
                .orTimeout(limit + ASKING_MILLIS, TimeUnit.MILLISECONDS) // whatever became of the question
                .thenApply(answer -> barrier(WatcherMessages.readAnswer(answer)))
                .exceptionally(silent -> unreachable(member.name()));
    }

    private static Barrier unreachable(String node) {
        return new Barrier(0, 0, List.of(), List.of(node));
    }

    private static Barrier barrier(Confirmed answer) {
        return new Barrier(answer.watchers(), answer.confirmed(), answer.seen(), List.of());
    }
}

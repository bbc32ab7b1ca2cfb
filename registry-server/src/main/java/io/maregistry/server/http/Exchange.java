package io.maregistry.server.http;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.server.net.EventLoops;
import io.maregistry.server.net.WorkPool;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.AttributeKey;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One request and the answer to it. It is answered once; later answers are dropped. Everything but {@link #answer}, {@link
 * #fail} and {@link #answerWhen} belongs to the connection's event loop.
 */
final class Exchange {

    private static final AttributeKey<Consumer<String>> FAREWELL = AttributeKey.valueOf(Exchange.class, "farewell");

    private final Connection connection;
    private final Request request;
    private final List<String> variables;
    private final RouteMeter meter;
    private final long startedNanos;

    private Received received = Received.NOTHING;
    private @Nullable Answer answer;
    private boolean closesBehind;
    private boolean owesContinue;
    private List<Waiting> waiting = List.of();
    private boolean isDrained;
    private boolean isAbandoned;

    Exchange(Connection connection, Request request, List<String> variables, RouteMeter meter, long startedNanos) {
        this.connection = connection;
        this.request = request;
        this.variables = variables;
        this.meter = meter;
        this.startedNanos = startedNanos;
    }

    Request request() {
        return request;
    }

    /** What the path has in the place of its template's variable of that number, decoded. */
    String variable(int number) {
        return variables.get(number);
    }

    /** What came as the body. */
    Received received() {
        return received;
    }

    void received(Received body) {
        received = body;
    }

    /** What came as the body, which is not wanted any more. */
    Received takeReceived() {
        Received taken = received;
        received = Received.NOTHING;
        return taken;
    }

    /** What came as the body was read, unless it is in a file. */
    void dropBytes() {
        if (!received.isInFile()) {
            received = Received.NOTHING;
        }
    }

    /** Where the connection comes from, {@code host:port}. */
    String remoteAddress() {
        SocketAddress remote = connection.channel().remoteAddress();
        return remote instanceof InetSocketAddress address
                ? NetUtil.toSocketAddressString(address)
                : String.valueOf(remote);
    }

    /** Has {@code farewell} told that address when the connection is closed; of each connection the first one that is given. */
    void whenConnectionCloses(Consumer<String> farewell) {
        Channel channel = connection.channel();
        if (channel.attr(FAREWELL).setIfAbsent(farewell) == null) {
            String address = remoteAddress(); // a closed channel has none
            var unused = channel.closeFuture().addListener(closed -> farewell.accept(address));
        }
    }

    EventLoop eventLoop() {
        return connection.eventLoop();
    }

    /** Answers; any thread. */
    void answer(Answer made) {
        if (eventLoop().inEventLoop()) {
            connection.answered(this, made);
        } else {
            eventLoop().execute(() -> connection.answered(this, made));
        }
    }

    /** Answers with the error; any thread. */
    void fail(Throwable failure) {
        EventLoops.run(eventLoop(), () -> connection.answered(this, connection.errorAnswer(failure, request)));
    }

    /** Answers what {@code make} makes of the stage's result, on the event loop, or the stage's failure. */
    <T> void answerWhen(CompletionStage<T> stage, Function<T, Answer> make) {
        goOnWhen(stage, result -> answer(make.apply(result)));
    }

    /** Goes on with the stage's result, on the event loop, or answers its failure. */
    <T> void goOnWhen(CompletionStage<T> stage, Consumer<T> step) {
        stage.whenComplete((result, failure) -> EventLoops.run(eventLoop(), () -> goOn(result, failure, step)));
    }

    /**
     * Likewise where the stage waits for the state to come to some point: it is cancelled once nobody wants the answer, and
     * {@code Unavailable} (NOT_READY) is answered where the connection ends before.
     */
    <T> void goOnOnceThere(CompletionStage<T> stage, Consumer<T> step) {
        CompletableFuture<T> awaited = stage.toCompletableFuture();
        if (awaited.isDone()) {
            goOnWhen(awaited, step);
            return;
        }
        Waiting patience = new Waiting() {
            @Override
            public void drained() {
                fail(new RegistryException.Unavailable(
                        ErrorCode.NOT_READY, "what this answer waits for is not applied here yet"));
            }

            @Override
            public void ended() {
                awaited.cancel(false);
            }
        };
        waits(patience);
        var unused = awaited.whenComplete((result, failure) -> {
            if (!(failure instanceof CancellationException)) {
                eventLoop().execute(() -> {
                    if (!waiting.isEmpty()) {
                        waiting.remove(patience);
                    }
                    goOn(result, failure, step);
                });
            }
        });
    }

    private <T> void goOn(T result, @Nullable Throwable failure, Consumer<T> step) {
        if (failure == null) {
            run(() -> step.accept(result));
        } else if (!isAbandoned) { // else it failed because nobody wants the answer
            fail(WorkPool.causeOf(failure));
        }
    }

    /** Runs a step that answers; what it throws is the answer. On the event loop. */
    void run(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException failure) { // whatever an endpoint throws, the client gets an answer
            fail(failure);
        }
    }

    @Nullable
    Answer answer() {
        return answer;
    }

    /** Keeps the answer until its turn comes; false where there is one already. */
    boolean keep(Answer made) {
        if (answer != null || isAbandoned) {
            return false;
        }
        answer = made;
        endWaiting();
        return true;
    }

    /** Has {@code what} told when its waiting is of no use any more. */
    void waits(Waiting what) {
        if (isAbandoned || answer != null) {
            what.ended();
            return;
        }
        if (waiting.isEmpty()) {
            waiting = new ArrayList<>(2); // most exchanges wait for nothing
        }
        waiting.add(what);
        if (isDrained) {
            what.drained();
        }
    }

    /** The connection ends behind what is open. */
    void drain() {
        isDrained = true;
        List.copyOf(waiting).forEach(Waiting::drained); // which may be answered by that
    }

    /** Nobody wants the answer any more. */
    void abandon() {
        isAbandoned = true;
        if (answer != null) {
            answer.content().body().release();
        }
        endWaiting();
    }

    private void endWaiting() {
        List<Waiting> over = waiting;
        waiting = List.of();
        over.forEach(Waiting::ended);
    }

    /** The connection ends behind this answer, and takes nothing more from here on. */
    void closeBehind() {
        closesBehind = true;
        connection.dropTheRest();
    }

    AnswerHead.Persistence persistence() {
        return closesBehind ? AnswerHead.Persistence.CLOSED : request.persistence();
    }

    /** The client waits for a word before it sends the body. */
    void oweContinue() {
        owesContinue = true;
    }

    /** Whether the client still waits for that word; asking counts as saying it. */
    boolean takeContinue() {
        boolean owed = owesContinue && answer == null;
        owesContinue = false;
        return owed;
    }

    /** Counts the answer as written. */
    void count(int status, long nowNanos) {
        meter.count(status, nowNanos - startedNanos);
    }
}

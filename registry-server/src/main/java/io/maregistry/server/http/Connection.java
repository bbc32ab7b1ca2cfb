package io.maregistry.server.http;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: takes its requests, has them served, and guards the node against what the client does or leaves undone.
 * Several requests may be open at once; their answers go out in the order of the requests. Nothing more is read while too
 * many are open, or while the client does not read its answers.
 *
 * <p>The connection's event loop alone, which also calls {@link #check} from time to time.
 */
final class Connection extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    private final Serving serving;
    private final StrictRequestDecoder decoder;
    private final Watchmen watchmen;
    private final LongSupplier nanoTime;
    private final AnswerQueue answers;
    private final Patience patience;
    private final Receiving receiving = new Receiving();
    private final Deque<HttpObject> parked = new ArrayDeque<>();

    private @Nullable ChannelHandlerContext context;
    private boolean isTaking; // on the stack, or between a read and its completion
    private boolean isProceeding; // on the stack: a write or a flush may come back here
    private boolean isPaused;
    private boolean isInputOver;
    private boolean takesNoMore;

    Connection(Serving serving, StrictRequestDecoder decoder, Watchmen watchmen, LongSupplier nanoTime) {
        this.serving = serving;
        this.decoder = decoder;
        this.watchmen = watchmen;
        this.nanoTime = nanoTime;
        this.answers = new AnswerQueue(serving.heads(), nanoTime, this::proceed);
        this.patience = new Patience(serving.limits(), nanoTime.getAsLong());
    }

    EventLoop eventLoop() {
        return channel().eventLoop();
    }

    Channel channel() {
        return context().channel();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    public void channelActive(ChannelHandlerContext active) {
        watchmen.of(eventLoop()).add(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext from, Object message) {
        isTaking = true;
        HttpObject object = (HttpObject) message;
        if (takesNoMore) {
            ReferenceCountUtil.release(object);
        } else if (parked.isEmpty() && !isBlocked()) {
            take(object);
        } else {
            parked.add(object);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext from) {
        isTaking = false;
        proceed();
        if (decoder.hasHeadBegun()) {
            patience.headBegins(nanoTime.getAsLong());
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext from) {
        proceedUnlessTaking();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext from, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            isInputOver = true;
            proceed();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext from) {
        watchmen.of(eventLoop()).remove(this);
        takeNoMore();
        answers.abandon();
        receiving.giveUp();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext from, Throwable failure) {
        if (failure instanceof IOException) {
            end();
        } else {
            closeFor(failure);
        }
    }

    /** Closes what a bug has left in a state that nobody knows. */
    void closeFor(Throwable bug) {
        LOG.error(
                "connection={} closed for a fault of the server",
                context().channel().id(),
                bug);
        end();
    }

    /** Takes no further request: closes where nothing is open, else behind the last answer. */
    void drain() {
        answers.drain();
        if (!receiving.isUnderWay()) {
            takeNoMore();
        }
        if (answers.isEmpty()) {
            if (hasUnsent()) {
                answers.end(context());
            } else {
                end();
            }
        }
    }

    private boolean hasUnsent() {
        ChannelOutboundBuffer unsent = context().channel().unsafe().outboundBuffer();
        return unsent != null && !unsent.isEmpty();
    }

    /** Closes whatever is open. */
    @SuppressWarnings("FutureReturnValueIgnored") // nothing depends on when or how it is closed
    void end() {
        context().close();
    }

    /** Looks whether the client has taken too long over anything. */
    void check(long nowNanos) {
        if (patience.isWriteStuck(context().channel().unsafe().outboundBuffer(), nowNanos)
                || answers.isLongAnswerLate(
                        serving.limits().body().restoreTime().toNanos(), nowNanos)
                || answers.isSent() && patience.hasLingered(nowNanos)) {
            end();
        } else if (answers.isEnded() || isPaused) {
            return;
        } else if (answers.isStreaming()) {
            answers.checkStream(nowNanos);
        } else if (receiving.isUnderWay()) {
            checkBody(nowNanos);
        } else if (decoder.hasHeadBegun()) {
            if (patience.isHeadLate(nowNanos)) {
                refuse(timedOut("the head of the request took too long"), null);
            }
        } else if (!answers.isEmpty() || hasUnsent()) {
            patience.answers(nowNanos);
        } else if (patience.isIdleTooLong(nowNanos)) {
            end();
        }
    }

    private void checkBody(long nowNanos) {
        if (patience.isBodyLate(receiving.maxNanos(serving.limits().body()), nowNanos)) {
            refuse(timedOut("the body of the request took too long"), receiving.exchange());
        }
    }

    /** An exchange of this connection has its answer. */
    void answered(Exchange exchange, Answer answer) {
        Received received = exchange.takeReceived();
        if (received.isInFile()) {
            serving.rooms().spool().release(received.file());
        }
        if (answers.isEnded() || !exchange.keep(answer)) {
            answer.content().body().release();
            return;
        }
        patience.answers(nanoTime.getAsLong());
        proceedUnlessTaking();
    }

    /** The answer to a failure, with labels of now. */
    Answer errorAnswer(Throwable failure, Request request) {
        return serving.errors().of(failure, request.target(), serving.labels().get());
    }

    private void proceedUnlessTaking() {
        if (!isTaking) {
            proceed();
        }
    }

    /** Goes on wherever it can: writes, takes what was parked, reads again. */
    void proceed() {
        if (isProceeding) {
            return;
        }
        isProceeding = true;
        isTaking = true;
        answers.beginTurn();
        try {
            do {
                writeAndTake();
                answers.flush(context());
            } while (answers.isReady(context()) || canTakeParked());
        } finally {
            isTaking = false;
            isProceeding = false;
        }
        answers.endTurn(context());
        pauseOrGoOn();
    }

    private void writeAndTake() {
        answers.writeReady(context());
        while (canTakeParked()) {
            take(parked.remove());
            answers.writeReady(context());
        }
        if (isInputOver && parked.isEmpty()) {
            finishOutput();
        }
    }

    private boolean canTakeParked() {
        return !parked.isEmpty() && !takesNoMore && !isBlocked();
    }

    /** Reads on, unless too much is open already. */
    private void pauseOrGoOn() {
        boolean mustPause = !takesNoMore && (!parked.isEmpty() || isBlocked());
        if (mustPause != isPaused) {
            isPaused = mustPause;
            patience.restart(nanoTime.getAsLong());
            context().channel().config().setAutoRead(!mustPause);
        }
    }

    /** The client has said everything: what is open is answered still, and nothing else comes. */
    private void finishOutput() {
        takesNoMore = true;
        answers.inputIsOver();
        if (receiving.isUnderWay() || answers.isSent()) {
            end();
        } else if (answers.isEmpty()) {
            answers.end(context());
        }
    }

    /** Whether the next part must wait: that of a body for the disk, a new request for answers to the earlier ones. */
    private boolean isBlocked() {
        return receiving.isUnderWay()
                ? receiving.isBehind()
                : answers.isFull() || !context().channel().isWritable();
    }

    private void take(HttpObject object) {
        try {
            if (object.decoderResult().isFailure()) {
                refuse(Admission.malformed(object.decoderResult().cause()), broken(object));
            } else if (object instanceof HttpRequest head) {
                begin(head);
            } else if (object instanceof HttpContent part && receiving.isUnderWay()) {
                receive(part);
            }
        } finally {
            ReferenceCountUtil.release(object);
        }
    }

    /** The exchange whose request could not be read to its end; null where nothing is known of it. */
    private @Nullable Exchange broken(HttpObject part) {
        if (receiving.isUnderWay()) {
            return receiving.exchange();
        }
        return part instanceof HttpRequest head ? opened(Admission.refused(head)) : null;
    }

    /** Opens an exchange that no route answers. */
    private Exchange opened(Request request) {
        Exchange exchange =
                new Exchange(this, request, List.of(), serving.routes().unrouted(), nanoTime.getAsLong());
        answers.add(exchange);
        return exchange;
    }

    private void begin(HttpRequest head) {
        long now = nanoTime.getAsLong();
        Admission.Admitted admitted;
        try {
            admitted = Admission.of(head, serving);
        } catch (RegistryException refused) {
            refuse(refused, opened(Admission.refused(head)));
            return;
        }
        Exchange exchange = new Exchange(this, admitted.request(), admitted.variables(), admitted.meter(), now);
        answers.add(exchange);
        patience.bodyBegins(now);
        try {
            receiving.begin(exchange, admitted, admitted.reception(this, serving));
        } catch (RegistryException overloaded) {
            refuse(overloaded, exchange);
            return;
        }
        if (admitted.request().expectsContinue()) {
            exchange.oweContinue();
            answers.sendContinue(context());
        }
    }

    private void receive(HttpContent part) {
        Exchange exchange = receiving.exchange();
        try {
            receiving.add(part.content());
        } catch (RegistryException tooLarge) {
            refuse(tooLarge, exchange);
            return;
        }
        if (part instanceof LastHttpContent) {
            if (answers.isDraining() || exchange != null && exchange.persistence() == AnswerHead.Persistence.CLOSED) {
                takeNoMore();
            }
            receiving.finish(this::proceedUnlessTaking);
        }
    }

    /** Answers {@code failure} to {@code exchange}, or to a request that did not come far, and ends the connection. */
    private void refuse(RegistryException failure, @Nullable Exchange exchange) {
        Exchange refused = exchange == null ? opened(Admission.unread()) : exchange;
        refused.closeBehind();
        refused.fail(failure);
    }

    /** The connection ends behind an answer: drops whatever else has come, and comes from here on. */
    void dropTheRest() {
        takeNoMore();
        receiving.giveUp();
    }

    private void takeNoMore() {
        takesNoMore = true;
        parked.forEach(ReferenceCountUtil::release);
        parked.clear();
    }

    private static RegistryException timedOut(String message) {
        return new RegistryException.InvalidRequest(ErrorCode.REQUEST_TIMEOUT, message);
    }

    private ChannelHandlerContext context() {
        ChannelHandlerContext known = context;
        if (known == null) {
            throw new IllegalStateException("not in a pipeline yet");
        }
        return known;
    }
}

package io.maregistry.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The exchanges of a connection that are not answered yet, in the order of their requests, and the writing of their
 * answers in that order. A long answer is written as fast as the client reads it, some of it in each turn of the event
 * loop, so that a client that reads fast keeps nobody waiting. The connection's event loop.
 */
final class AnswerQueue {

    static final int MAX_OPEN = 64;

    private static final int PART_BYTES = 32 * 1024;
    private static final int TURN_BYTES = 256 * 1024; // for a socket that takes all, before others have their turn
    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final AnswerHead heads;
    private final LongSupplier nanoTime;
    private final Runnable goOn;
    private final Deque<Exchange> open = new ArrayDeque<>();
    private @Nullable BodyWriting writing; // of the answer to the exchange that was first
    private @Nullable StreamWriting streaming; // the last answer of the connection, without an end of its own
    private boolean isSendingFile; // which does not fill the connection's buffer, however long it is
    private long longSince; // when the long answer began that is under way
    private boolean isWriting; // a write may come back here, when it fills the connection's buffer
    private boolean isUnflushed;
    private int leftOfTurn = TURN_BYTES;
    private boolean isNextTurnDue;
    private boolean isInputOver;
    private boolean isDraining;
    private boolean isEnded;
    private boolean isSent;

    /** {@code goOn} is called where more can be written again: behind a file, of a stream, or in the next turn. */
    AnswerQueue(AnswerHead heads, LongSupplier nanoTime, Runnable goOn) {
        this.heads = heads;
        this.nanoTime = nanoTime;
        this.goOn = goOn;
    }

    /** True while nothing is open, and more may come. */
    boolean isEmpty() {
        return open.isEmpty() && writing == null && streaming == null && !isEnded;
    }

    boolean isFull() {
        return open.size() >= MAX_OPEN;
    }

    /** The client has said everything: the last answer that is due is the connection's last, and a stream has no reader. */
    void inputIsOver() {
        if (!isInputOver) {
            isInputOver = true;
            if (streaming != null) {
                streaming.stream().leave();
            }
            drain();
        }
    }

    /** The last answer that is due is the connection's last. */
    void drain() {
        if (isDraining) {
            return;
        }
        isDraining = true;
        List.copyOf(open).forEach(Exchange::drain); // which may be answered by that, and leave
        if (streaming != null) {
            streaming.stream().drain();
        }
    }

    boolean isStreaming() {
        return streaming != null;
    }

    /** Has the stream look at the clock. */
    void checkStream(long nowNanos) {
        if (streaming != null) {
            streaming.stream().check(nowNanos);
        }
    }

    boolean isDraining() {
        return isDraining;
    }

    /** True where the last answer of the connection is written. */
    boolean isEnded() {
        return isEnded;
    }

    /** True where the last answer has left for the client. */
    boolean isSent() {
        return isSent;
    }

    void add(Exchange exchange) {
        open.add(exchange);
        if (isDraining) {
            exchange.drain();
        }
    }

    /** Says the word that the first client in turn may wait for. */
    void sendContinue(ChannelHandlerContext context) {
        Exchange first = open.peek();
        if (first != null && writing == null && first.takeContinue()) {
            write(context, context.alloc().buffer(CONTINUE.length).writeBytes(CONTINUE));
        }
    }

    /** A turn of the event loop begins, unless the last one is not over yet for the other connections. */
    void beginTurn() {
        if (!isNextTurnDue) {
            leftOfTurn = TURN_BYTES;
        }
    }

    /** Has what is left written in the next turn. */
    @SuppressWarnings("FutureReturnValueIgnored") // what goes wrong there goes wrong in goOn
    void endTurn(ChannelHandlerContext context) {
        if (leftOfTurn <= 0 && !isNextTurnDue && hasReady(context)) {
            isNextTurnDue = true;
            // Not execute: what a task of the loop puts behind itself runs before sockets are looked at again.
            context.channel().eventLoop().schedule(this::nextTurn, 0, TimeUnit.NANOSECONDS);
        }
    }

    private void nextTurn() {
        isNextTurnDue = false;
        goOn.run();
    }

    /** True where {@link #writeReady} would write. */
    boolean isReady(ChannelHandlerContext context) {
        return leftOfTurn > 0 && hasReady(context);
    }

    private boolean hasReady(ChannelHandlerContext context) {
        if (isEnded || isSendingFile || !context.channel().isWritable()) {
            return false;
        }
        if (streaming != null) {
            return streaming.stream().hasMore() || streaming.stream().isOver();
        }
        Exchange first = open.peek();
        return writing != null || first != null && first.answer() != null;
    }

    /** Writes whatever can be written now. */
    void writeReady(ChannelHandlerContext context) {
        if (isWriting) {
            return;
        }
        isWriting = true;
        try {
            while (isReady(context)) {
                writeNext(context);
            }
        } finally {
            isWriting = false;
        }
    }

    private void writeNext(ChannelHandlerContext context) {
        if (streaming != null) {
            writeStream(context, streaming);
            return;
        }
        BodyWriting rest = writing;
        if (rest != null) {
            writeBody(context, rest);
            return;
        }
        Exchange first = open.remove();
        begin(context, first, Objects.requireNonNull(first.answer()));
        sendContinue(context);
    }

    void flush(ChannelHandlerContext context) {
        if (isUnflushed) {
            isUnflushed = false;
            context.flush();
        }
    }

    private void begin(ChannelHandlerContext context, Exchange exchange, Answer answer) {
        boolean isLast = isLast(exchange);
        Body body = answer.content().body();
        boolean hasBody = !exchange.request().isHead() && body.length() != 0;
        boolean fits = hasBody && body instanceof Body.Pieces && body.length() <= PART_BYTES;
        ByteBuf out = context.alloc().buffer(AnswerHead.USUAL_BYTES + (fits ? (int) body.length() : 0));
        heads.write(out, answer, isLast ? AnswerHead.Persistence.CLOSED : exchange.persistence());
        if (fits) {
            writeAll(out, (Body.Pieces) body);
        }
        write(context, out);
        exchange.count(answer.status(), nanoTime.getAsLong());
        if (!hasBody) {
            body.release();
        } else if (!fits) {
            beginLong(context, body, isLast);
        }
        if (isLast && writing == null && streaming == null) {
            end(context);
        }
    }

    private static void writeAll(ByteBuf out, Body.Pieces body) {
        for (int at = 0; at < body.pieces(); at++) {
            out.writeBytes(body.piece(at));
        }
    }

    private void beginLong(ChannelHandlerContext context, Body body, boolean isLast) {
        longSince = nanoTime.getAsLong();
        if (body instanceof FileBody file) {
            send(context, file);
        } else if (body instanceof Body.Stream stream) {
            beginStream(stream);
        } else {
            writing = new BodyWriting((Body.Pieces) body, isLast);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the listener sees whatever becomes of it
    private void send(ChannelHandlerContext context, FileBody file) {
        isSendingFile = true;
        isUnflushed = true;
        context.write(file.region()).addListener(done -> {
            isSendingFile = false;
            goOn.run();
        });
    }

    /** What came behind it is never answered. */
    private void beginStream(Body.Stream stream) {
        open.forEach(Exchange::abandon);
        open.clear();
        streaming = new StreamWriting(stream);
        stream.begin(goOn);
        if (isInputOver) {
            stream.leave();
        } else if (isDraining) {
            stream.drain();
        }
    }

    private void writeStream(ChannelHandlerContext context, StreamWriting stream) {
        ByteBuf part = stream.next(context.alloc(), PART_BYTES);
        Runnable whenSent = stream.stream().takeWhenSent();
        if (whenSent != null) {
            write(context, part, whenSent);
        } else if (part.isReadable()) {
            write(context, part);
        } else {
            part.release();
        }
        if (stream.stream().isOver()) {
            end(context);
        }
    }

    /** Whether one answer has been on its way for longer than that, however slowly the client takes it. */
    boolean isLongAnswerLate(long maxNanos, long nowNanos) {
        return streaming == null
                ? (writing != null || isSendingFile) && nowNanos - longSince > maxNanos
                : streaming.stream().isLate(maxNanos, nowNanos);
    }

    private boolean isLast(Exchange exchange) {
        return exchange.persistence() == AnswerHead.Persistence.CLOSED || isDraining && open.isEmpty();
    }

    private void writeBody(ChannelHandlerContext context, BodyWriting rest) {
        write(context, rest.next(context.alloc(), PART_BYTES));
        if (!rest.hasMore()) {
            writing = null;
            if (rest.isLastAnswer() || isDraining && open.isEmpty()) {
                end(context);
            }
            sendContinue(context);
        }
    }

    /** Nothing can be written any more. */
    void abandon() {
        isEnded = true;
        List.copyOf(open).forEach(Exchange::abandon);
        if (streaming != null) {
            streaming.stream().release();
        }
        streaming = null;
        open.clear();
        writing = null;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a write that fails ends the connection by itself
    private void write(ChannelHandlerContext context, ByteBuf part) {
        leftOfTurn -= part.readableBytes();
        context.write(part, context.voidPromise());
        isUnflushed = true;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a write that fails ends the connection by itself
    private void write(ChannelHandlerContext context, ByteBuf part, Runnable whenSent) {
        leftOfTurn -= part.readableBytes();
        isUnflushed = true;
        context.write(part).addListener(done -> {
            if (done.isSuccess()) {
                whenSent.run();
            }
        });
    }

    /** Ends the connection once everything that was written has left. */
    @SuppressWarnings("FutureReturnValueIgnored") // the listener sees whatever becomes of it
    void end(ChannelHandlerContext context) {
        abandon();
        context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener((ChannelFutureListener) done -> sent(done.channel()));
    }

    /** Ends our direction only: a client that still sends would lose the answer to a reset. */
    @SuppressWarnings("FutureReturnValueIgnored") // the watchman closes what does not close by itself
    private void sent(Channel channel) {
        isSent = true;
        if (channel instanceof DuplexChannel duplex && !duplex.isInputShutdown()) {
            duplex.shutdownOutput();
        } else {
            channel.close();
        }
    }
}

package io.maregistry.server.raft;

import io.maregistry.proto.v1.HelloAnswer;
import io.maregistry.proto.v1.RefusalReason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * First in the pipeline of a connection of the node port: nothing reaches the engine's decoder before both peers have
 * introduced themselves and been found to be those that were meant. Then {@link FrameLimit} takes its place. Event loop
 * of the connection; one side's rules are in {@link IntroductionByDialler} and {@link IntroductionByListener}.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what cannot be written or closed is closed already
abstract class Introduction extends ByteToMessageDecoder {

    static final long LIMIT_MILLIS = 2000;

    private final HeldWrites heldWrites;
    private final RareLog log;
    private @Nullable Future<?> limit;
    private boolean isOver;

    Introduction(HeldWrites heldWrites, RareLog log) {
        this.heldWrites = heldWrites;
        this.log = log;
    }

    /** Called once when the connection stands. */
    abstract void begin(ChannelHandlerContext context);

    /** Takes a message from {@code in} if a whole one is there. */
    abstract void step(ChannelHandlerContext context, ByteBuf in) throws HelloFrames.NoHelloException;

    @Override
    public void channelActive(ChannelHandlerContext context) {
        limit = context.executor()
                .schedule(
                        () -> refuse(context, "no introduction within " + LIMIT_MILLIS + " ms"),
                        LIMIT_MILLIS,
                        TimeUnit.MILLISECONDS);
        begin(context);
        context.fireChannelActive();
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (isOver) {
            in.skipBytes(in.readableBytes());
            return;
        }
        try {
            step(context, in);
        } catch (HelloFrames.NoHelloException e) {
            in.skipBytes(in.readableBytes());
            refuse(context, e.getMessage());
        }
    }

    /** Sends an answer and closes; whatever else arrives is thrown away. */
    final void sendAndClose(ChannelHandlerContext context, byte[] frame, @Nullable String reason) {
        end();
        if (reason != null) {
            log.warn("refused the connection of {}: {}", context.channel().remoteAddress(), reason);
        }
        context.writeAndFlush(Unpooled.wrappedBuffer(frame)).addListener(sent -> context.close());
    }

    final void send(ChannelHandlerContext context, byte[] frame) {
        context.writeAndFlush(Unpooled.wrappedBuffer(frame));
    }

    /** Whether it is a refusal of a node that is about to start, as happens whenever a cluster does. */
    static boolean isSoonOver(HelloAnswer answer) {
        return answer.getRefusal().getReason() == RefusalReason.REFUSAL_REASON_NOT_READY;
    }

    /** Closes without an answer or a word in the log. */
    final void close(ChannelHandlerContext context) {
        end();
        context.close();
    }

    /** Closes without an answer. */
    final void refuse(ChannelHandlerContext context, @Nullable String reason) {
        if (!isOver) {
            end();
            log.warn("closed the connection with {}: {}", nameOf(context), reason);
            context.close();
        }
    }

    private String nameOf(ChannelHandlerContext context) {
        return heldWrites.dialled().isEmpty()
                ? String.valueOf(context.channel().remoteAddress())
                : heldWrites.dialled();
    }

    /** Both sides are known: the engine may speak. Bytes that came with the introduction go to it. */
    final void letIn(ChannelHandlerContext context) {
        end();
        context.pipeline().replace(this, "frame-limit", new FrameLimit(log));
        heldWrites.release(context.pipeline());
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        end();
        super.channelInactive(context);
    }

    private void end() {
        isOver = true;
        if (limit != null) {
            limit.cancel(false);
        }
    }
}

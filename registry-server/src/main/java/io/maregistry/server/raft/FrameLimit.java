package io.maregistry.server.raft;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Reads the lengths in bolt's frames as they pass, and closes the connection at one that bolt would wait and gather
 * memory for without end, or misread: bolt itself bounds none of them. Copies nothing. Event loop of the connection.
 *
 * <p>Heads of bolt's two protocols, in bytes: v1 proto 1, type 1, command 2, version 1, id 4, codec 1, timeout 4 (in an
 * answer: status 2), lengths of class name 2, header 2 and content 4. v2 has one more version byte after the first and a
 * switch byte after the codec; its first bit announces a checksum of 4 bytes after the content where the version is 2.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what cannot be written or closed is closed already
final class FrameLimit extends ChannelInboundHandlerAdapter {

    /** Far above what the engine sends: entries of at most 512 KiB, snapshot chunks of 1 MiB. */
    static final int MAX_CONTENT_BYTES = 16 << 20;

    private static final int MAX_NAME_BYTES = 512;
    private static final int MAX_HEADER_BYTES = 8192;
    private static final int LONGEST_HEAD = 24;
    private static final int TYPE_ANSWER = 0; // a request is 1
    private static final int TYPE_ONE_WAY = 2;

    private final RareLog log;
    private final byte[] head = new byte[LONGEST_HEAD];
    private int headBytes; // of the current head that have passed
    private long toSkip; // bytes of the current frame's body that have not passed yet
    private boolean isClosed;

    FrameLimit(RareLog log) {
        this.log = log;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf in = (ByteBuf) message;
        if (isClosed || !passes(in)) {
            in.release();
            if (!isClosed) {
                isClosed = true;
                log.warn("closed the connection with {}: {}", context.channel().remoteAddress(), "no frame of ours");
                context.close();
            }
            return;
        }
        context.fireChannelRead(in);
    }

    private boolean passes(ByteBuf in) {
        int at = in.readerIndex();
        int end = in.writerIndex();
        while (at < end) {
            if (toSkip > 0) {
                int step = (int) Math.min(toSkip, end - at);
                toSkip -= step;
                at += step;
            } else {
                head[headBytes++] = in.getByte(at++);
                if (!headMayGoOn()) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Looks at the head so far; where it is whole, notes how long the body is. */
    private boolean headMayGoOn() {
        int protocol = head[0];
        if (protocol != 1 && protocol != 2) {
            return false;
        }
        int extra = protocol - 1; // the second version byte of v2
        if (headBytes < 2 + extra) {
            return true;
        }
        int type = head[1 + extra];
        if (type < TYPE_ANSWER || type > TYPE_ONE_WAY || extra > 0 && (head[1] < 1 || head[1] > 2)) {
            return false;
        }
        boolean isAnswer = type == TYPE_ANSWER;
        int headLength = (isAnswer ? 20 : 22) + 2 * extra;
        return headBytes < headLength || noteBody(headLength, protocol);
    }

    private boolean noteBody(int headLength, int protocol) {
        int name = shortAt(headLength - 8);
        int header = shortAt(headLength - 6);
        int content = (shortAt(headLength - 4) << 16) | shortAt(headLength - 2);
        if (name > MAX_NAME_BYTES || header > MAX_HEADER_BYTES || content < 0 || content > MAX_CONTENT_BYTES) {
            return false;
        }
        boolean hasChecksum = protocol == 2 && head[1] == 2 && (head[11] & 1) != 0;
        toSkip = (long) name + header + content + (hasChecksum ? 4 : 0);
        headBytes = 0;
        return true;
    }

    private int shortAt(int at) {
        return (head[at] & 0xFF) << 8 | head[at + 1] & 0xFF;
    }
}

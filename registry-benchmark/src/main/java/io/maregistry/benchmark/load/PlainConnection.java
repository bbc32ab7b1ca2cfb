package io.maregistry.benchmark.load;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/** A blocking keep-alive connection for one request at a time, with a time limit on each. One thread. */
final class PlainConnection implements AutoCloseable {

    private static final String LENGTH = "\r\ncontent-length:";

    private static final int END_OF_HEAD = 0x0d0a_0d0a;

    private final Socket socket;
    private final InputStream in;

    private PlainConnection(Socket socket) throws IOException {
        this.socket = socket;
        in = new BufferedInputStream(socket.getInputStream());
    }

    static PlainConnection open(InetSocketAddress target, Duration limit) throws IOException {
        int millis = (int) limit.toMillis();
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(millis);
            socket.connect(target, millis);
            return new PlainConnection(socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /**
     * Sends the request and gives the whole answer, head and body. The head must name the body's length.
     *
     * @throws IOException where the answer does not come, in time or at all; the connection is of no use then
     */
    byte[] ask(byte[] request) throws IOException {
        send(request);
        return receive();
    }

    /** Sends a request; its answer is to be taken by {@link #receive} before the next one is sent. */
    void send(byte[] request) throws IOException {
        socket.getOutputStream().write(request);
    }

    /** The whole answer to the request that was sent last. */
    byte[] receive() throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        int tail = 0; // the last four bytes
        while (tail != END_OF_HEAD) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("the connection was closed before the answer");
            }
            answer.write(next);
            tail = tail << 8 | next;
        }
        byte[] body = in.readNBytes(contentLength(answer.toString(StandardCharsets.US_ASCII)));
        answer.write(body);
        return answer.toByteArray();
    }

    /** The status of an answer. */
    static int status(byte[] answer) {
        return Integer.parseInt(new String(answer, 9, 3, StandardCharsets.US_ASCII));
    }

    /** How long the body of an answer is. */
    static int bodyLength(byte[] answer) throws IOException {
        return contentLength(new String(answer, StandardCharsets.US_ASCII));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private static int contentLength(String head) throws IOException {
        String lower = head.toLowerCase(Locale.ROOT);
        int at = lower.indexOf(LENGTH);
        if (at < 0) {
            throw new IOException("an answer without content-length: " + head);
        }
        int from = at + LENGTH.length();
        return Integer.parseInt(lower.substring(from, lower.indexOf('\r', from)).strip());
    }
}

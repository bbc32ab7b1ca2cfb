package io.maregistry.server.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A connection over which a test says whatever it likes. */
final class RawConnection implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 15_000;

    private final Socket socket = new Socket();
    private final InputStream in;

    RawConnection(int port) {
        this(port, 64 * 1024);
    }

    RawConnection(int port, int receiveBufferBytes) {
        try {
            socket.setReceiveBufferSize(receiveBufferBytes);
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            in = new BufferedInputStream(socket.getInputStream());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** What the server answered: its status, 0 where it closed without a word. */
    record RawAnswer(int status, String head, String body) {

        static final RawAnswer NONE = new RawAnswer(0, "", "");

        boolean closes() {
            return head.toLowerCase(Locale.ROOT).contains("connection: close");
        }
    }

    RawConnection send(String text) {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sends as much as the server takes; one that has closed takes no more. */
    RawConnection send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (SocketException closed) {
            return this;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return this;
    }

    RawConnection finishSending() {
        try {
            socket.shutdownOutput();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return this;
    }

    /** Waits for the first byte of the next answer. */
    RawConnection awaitAnswer() {
        try {
            in.mark(1);
            in.read();
            in.reset();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return this;
    }

    /** What the server sends. */
    InputStream in() {
        return in;
    }

    /** The next answer. */
    RawAnswer read() {
        return read(true);
    }

    /** The next answer, which has no body whatever its head says. */
    RawAnswer readHead() {
        return read(false);
    }

    private RawAnswer read(boolean hasBody) {
        try {
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                int next = in.read();
                if (next < 0) {
                    return RawAnswer.NONE;
                }
                head.write(next);
            }
            String text = head.toString(StandardCharsets.ISO_8859_1);
            int length = hasBody ? length(text) : 0;
            return new RawAnswer(
                    Integer.parseInt(text.substring(9, 12)),
                    text,
                    new String(in.readNBytes(length), StandardCharsets.UTF_8));
        } catch (SocketException reset) {
            return RawAnswer.NONE;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static int length(String head) {
        String lower = head.toLowerCase(Locale.ROOT);
        int field = lower.indexOf("content-length: ");
        return field < 0 ? 0 : Integer.parseInt(lower.substring(field + 16, lower.indexOf('\r', field)));
    }

    /** Whether the server ends the connection within fifteen seconds; what still comes is passed over. */
    boolean isClosedByServer() {
        try {
            in.transferTo(OutputStream.nullOutputStream());
            return true;
        } catch (SocketException reset) {
            return true;
        } catch (SocketTimeoutException open) {
            return false;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}

package io.maregistry.server.outbound;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLException;

/**
 * Whose certificates are believed, and that they are held against the host's name. Every handshake is a whole one: a check
 * has to see a certificate that ran out. It takes milliseconds of a processor, so it is done on threads that are given, not
 * on the event loops. Any thread.
 */
public final class OutboundTls {

    private static final String HOST_CHECK = "HTTPS";
    private static final String NO_HOST_CHECK = "";

    private static final long SESSION_SECONDS = 1; // the least that there is, so that none is resumed
    private static final long SESSIONS = 1; // the least as well: the JDK would keep 20,480 with their certificates

    private final SslContext context;
    private final Executor threads;

    private OutboundTls(SslContextBuilder builder, String hostCheck, Executor threads) {
        this.threads = threads;
        try {
            this.context = builder.sslProvider(SslProvider.JDK)
                    .protocols("TLSv1.3", "TLSv1.2")
                    .endpointIdentificationAlgorithm(hostCheck)
                    .sessionTimeout(SESSION_SECONDS)
                    .sessionCacheSize(SESSIONS)
                    .build();
        } catch (SSLException unusable) {
            throw new IllegalStateException("this Java cannot do TLS: " + unusable.getMessage(), unusable);
        }
    }

    /** Believes whom the Java that runs this believes; {@code threads} may refuse, which is then this node's trouble. */
    public static OutboundTls ofSystem(Executor threads) {
        return new OutboundTls(SslContextBuilder.forClient(), HOST_CHECK, threads);
    }

    /** Believes those whose certificates these have signed, and nobody else. */
    public static OutboundTls trusting(Collection<X509Certificate> authorities, Executor threads) {
        return new OutboundTls(
                SslContextBuilder.forClient().trustManager(authorities.toArray(X509Certificate[]::new)),
                HOST_CHECK,
                threads);
    }

    /** Believes everybody, whatever the name: only whether somebody speaks TLS is seen. */
    public static OutboundTls trustingAnybody(Executor threads) {
        return new OutboundTls(
                SslContextBuilder.forClient().trustManager(InsecureTrustManagerFactory.INSTANCE),
                NO_HOST_CHECK,
                threads);
    }

    SslHandler handler(ByteBufAllocator buffers, Destination destination, Waiting waiting) {
        SslHandler handler = context.newHandler(
                buffers, destination.host(), destination.address().getPort(), waiting.countedOn(threads));
        handler.setHandshakeTimeoutMillis(0); // the call has a limit of its own
        return handler;
    }
}

package io.maregistry.server;

import io.maregistry.server.config.CheckConfig;
import io.maregistry.server.config.ExitCode;
import io.maregistry.server.config.ServerConfig;
import io.maregistry.server.config.StartException;
import io.maregistry.server.net.EventLoops;
import io.maregistry.server.outbound.AddressRules;
import io.maregistry.server.outbound.Destinations;
import io.maregistry.server.outbound.Handshakes;
import io.maregistry.server.outbound.Lookup;
import io.maregistry.server.outbound.Outbound;
import io.maregistry.server.outbound.OutboundTls;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.Executor;

/** The way out to instances, one for all that this node asks of them. */
final class Outgoing {

    private Outgoing() {}

    /** One that connects to nobody yet; 78 where the authorities that are to be believed cannot be read. */
    static Outbound open(ServerConfig config, EventLoops loops, TimeSource time, Closings closings) {
        Handshakes handshakes = new Handshakes();
        closings.add(handshakes::close);
        OutboundTls tls = tls(config, handshakes);
        Destinations destinations = new Destinations(
                Lookup.ofSystem(), new AddressRules(config.check().loopback()), time.nanoTime());
        closings.add(destinations::close);
        return new Outbound(loops, destinations, tls, time.nanoTime());
    }

    private static OutboundTls tls(ServerConfig config, Executor threads) {
        return switch (config.check().trust()) {
            case CheckConfig.SYSTEM -> OutboundTls.ofSystem(threads);
            case CheckConfig.ANYBODY -> OutboundTls.trustingAnybody(threads);
            default ->
                OutboundTls.trusting(
                        authorities(
                                config.node().dataDir().resolve(config.check().trust())),
                        threads);
        };
    }

    private static List<X509Certificate> authorities(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            List<X509Certificate> authorities =
                    CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (authorities.isEmpty()) {
                throw new CertificateException("it holds no certificate");
            }
            return authorities;
        } catch (IOException | CertificateException unusable) {
            throw new StartException(
                    ExitCode.CONFIGURATION,
                    "check.trust must be system, anybody or a PEM file that can be read, was " + file + ": "
                            + unusable.getMessage(),
                    unusable);
        }
    }
}

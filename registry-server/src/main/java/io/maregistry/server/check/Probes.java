package io.maregistry.server.check;

import io.maregistry.error.Causes;
import io.maregistry.model.HealthCheck;
import io.maregistry.server.outbound.Outbound;
import io.maregistry.server.outbound.OutboundException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** The probes of all protocols, with what they cost in time. Any thread; never blocks. */
public final class Probes implements Probing {

    private final Probe http;
    private final Probe https;
    private final Probe tcp;
    private final Probe grpc;
    private final Probe ws;
    private final Probe wss;
    private final LongSupplier nanoTime;

    /** {@code nanoTime} is monotonic. */
    public Probes(Outbound outbound, LongSupplier nanoTime) {
        this.http = new HttpProbe(outbound, false);
        this.https = new HttpProbe(outbound, true);
        this.tcp = new TcpProbe(outbound);
        this.grpc = new GrpcProbe(outbound);
        this.ws = new WebSocketProbe(outbound, false);
        this.wss = new WebSocketProbe(outbound, true);
        this.nanoTime = nanoTime;
    }

    @Override
    public CompletionStage<ProbeResult> probe(Question question) {
        long begun = nanoTime.getAsLong();
        CompletableFuture<Finding> asked =
                of(question.check().type()).ask(question).toCompletableFuture();
        CompletableFuture<ProbeResult> result = asked.handle((finding, failure) ->
                failure == null ? result(finding, millisSince(begun)) : result(Causes.of(failure), millisSince(begun)));
        var unused = result.whenComplete((done, failure) -> asked.cancel(false)); // who gives up closes the connection
        return result;
    }

    private Probe of(HealthCheck.Type type) {
        return switch (type) {
            case HTTP -> http;
            case HTTPS -> https;
            case TCP -> tcp;
            case GRPC -> grpc;
            case WS -> ws;
            case WSS -> wss;
        };
    }

    private long millisSince(long begun) {
        return TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - begun);
    }

    private static ProbeResult result(Finding finding, long latencyMillis) {
        return finding.isGood()
                ? new ProbeResult.Good(finding.evidence(), latencyMillis)
                : new ProbeResult.Bad(finding.evidence(), latencyMillis);
    }

    private static ProbeResult result(Throwable failure, long latencyMillis) {
        if (failure instanceof OutboundException told && told.reason() == OutboundException.Reason.LOCAL) {
            return new ProbeResult.Unasked(String.valueOf(told.getMessage()));
        }
        return new ProbeResult.Bad(String.valueOf(failure.getMessage()), latencyMillis);
    }
}

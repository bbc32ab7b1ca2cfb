package io.maregistry.server.http;

import io.maregistry.server.net.WorkPool;
import io.maregistry.server.registry.Discovery;
import io.netty.util.AsciiString;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Supplier;

/** What the machines that run a node ask it: whether it lives and serves, its metrics, its contract. */
final class OperationsResource {

    private static final AsciiString YAML = AsciiString.cached("application/yaml");
    private static final AsciiString PROMETHEUS = AsciiString.cached("text/plain; version=0.0.4; charset=utf-8");
    private static final Body OK = Body.of("{\"status\":\"ok\"}");

    private final Discovery discovery;
    private final Reads reads;
    private final Supplier<String> scrape;
    private final WorkPool work;
    private final Body contract;

    /** {@code scrape} gives the metrics as Prometheus text. */
    OperationsResource(Discovery discovery, Reads reads, Supplier<String> scrape, WorkPool work) {
        this.discovery = discovery;
        this.reads = reads;
        this.scrape = scrape;
        this.work = work;
        this.contract = Body.of(contract());
    }

    List<Route> routes() {
        return List.of(
                route("/livez", exchange -> exchange.answer(ok())),
                route("/readyz", this::ready),
                route("/metrics", this::metrics),
                route(
                        "/openapi.yaml",
                        exchange -> exchange.answer(Answer.ok(reads.labels(), Payload.of(YAML, contract)))));
    }

    private static Route route(String path, Endpoint endpoint) {
        return new Route(Verb.GET, path, Route.Intake.DROPPED, List.of(), endpoint);
    }

    private void ready(Exchange exchange) {
        if (exchange.request().query().flag("quorum")) {
            discovery.requireQuorum();
        } else {
            discovery.requireReady();
        }
        exchange.answer(ok());
    }

    private void metrics(Exchange exchange) {
        exchange.answerWhen(
                work.call(scrape::get), text -> Answer.ok(reads.labels(), Payload.of(PROMETHEUS, Body.of(text))));
    }

    private Answer ok() {
        return Answer.ok(reads.labels(), Payload.json(OK));
    }

    private static byte[] contract() {
        try (InputStream in = OperationsResource.class.getResourceAsStream("/openapi.yaml")) {
            if (in == null) {
                throw new IllegalStateException("openapi.yaml is not on the class path");
            }
            return in.readAllBytes();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}

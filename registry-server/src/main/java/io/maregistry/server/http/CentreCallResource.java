package io.maregistry.server.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException.InvalidRequest;
import io.maregistry.server.centre.CentreCalls;
import io.maregistry.wire.JsonInput;
import io.maregistry.wire.JsonOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A path called of all that is registered: {@code /centre-server/get} and {@code /post}. */
final class CentreCallResource {

    private static final int USUAL_LIMIT_MILLIS = 3_000;
    private static final int MAX_LIMIT_MILLIS = 30_000;
    private static final int MAX_APP_IDS = 1_000;

    private final CentreCalls calls;
    private final Reads reads;
    private final Documents documents;

    CentreCallResource(CentreCalls calls, Reads reads, Documents documents) {
        this.calls = calls;
        this.reads = reads;
        this.documents = documents;
    }

    List<Route> routes() {
        return List.of(
                route("/centre-server/get", exchange -> call(exchange, false)),
                route("/centre-server/post", exchange -> call(exchange, true)));
    }

    private static Route route(String path, Endpoint endpoint) {
        return new Route(Verb.POST, path, Route.Intake.GATHERED, List.of("namespace"), endpoint);
    }

    private void call(Exchange exchange, boolean isPost) {
        String namespace =
                Named.place(exchange.request().query().get("namespace"), null).namespace();
        Asked asked = new Asked();
        CentreReader.fields(exchange.received().bytes(), asked::field);
        CentreCalls.Request request = asked.request(namespace, isPost);
        reads.find(exchange, false, (root, labels) -> {
            CompletableFuture<Body> called =
                    calls.call(root, request, results -> documents.write(out -> write(out, results)));
            exchange.waits(new Waiting() {
                @Override
                public void drained() {
                    // what is under way is answered still, within the limit of the node's stop
                }

                @Override
                public void ended() {
                    called.cancel(false);
                }
            });
            exchange.answerWhen(called, body -> Answer.ok(labels, Payload.json(body)));
        });
    }

    /** What stands in the body. */
    private static final class Asked {
        private String path = "";
        private boolean isEachInstance;
        private final List<String> appIds = new ArrayList<>();
        private long limitMillis = USUAL_LIMIT_MILLIS;
        private Optional<String> body = Optional.empty();

        void field(JsonInput in, String name) {
            switch (name) {
                case "callbackurl" -> path = in.text();
                case "target" -> isEachInstance = isEachInstance(in);
                case "appids" -> in.elements(() -> addAppId(in));
                case "timeoutms" -> limitMillis = in.integer(1, MAX_LIMIT_MILLIS);
                case "body" -> body = Optional.of(in.json());
                default -> in.skip();
            }
        }

        private static boolean isEachInstance(JsonInput in) {
            return switch (in.text()) {
                case "service" -> false;
                case "instance" -> true;
                default -> throw in.fault("must be service or instance");
            };
        }

        private void addAppId(JsonInput in) {
            if (appIds.size() == MAX_APP_IDS) {
                throw in.fault("must be at most " + MAX_APP_IDS);
            }
            appIds.add(in.text());
        }

        CentreCalls.Request request(String namespace, boolean isPost) {
            if (path.isEmpty()) {
                throw new InvalidRequest(ErrorCode.INVALID_REQUEST, "CallbackUrl is missing", "CallbackUrl");
            }
            Optional<String> posted = isPost ? Optional.of(body.orElse("null")) : Optional.empty();
            return Named.lawful(
                    ErrorCode.INVALID_REQUEST,
                    () -> new CentreCalls.Request(namespace, appIds, isEachInstance, path, posted, limitMillis));
        }
    }

    private static void write(OutputStream out, List<CentreCalls.Result> results) throws IOException {
        try (JsonGenerator json = JsonOutput.stream(out)) {
            CentreJson.writeRes(json, data -> write(data, results));
        }
    }

    private static void write(JsonGenerator json, List<CentreCalls.Result> results) throws IOException {
        json.writeStartArray();
        for (CentreCalls.Result result : results) {
            json.writeStartObject();
            json.writeFieldName("RegisterInfo");
            CentreJson.registerInfo(json, result.said());
            CentreJson.text(json, "Url", result.url());
            json.writeNumberField("LatencyMs", result.latencyMillis());
            json.writeObjectFieldStart("Res");
            json.writeNumberField(
                    "Code", result.answer().map(reply -> reply.status()).orElse(-1));
            json.writeStringField("Message", result.why());
            if (result.answer().isPresent()) {
                json.writeFieldName("Data");
                data(json, result.answer().get().body());
            }
            json.writeEndObject();
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** As JSON where it is lawful JSON, else as text; what is not UTF-8 in it is lost. */
    private static void data(JsonGenerator json, byte[] body) throws IOException {
        String text = new String(body, StandardCharsets.UTF_8);
        if (isJson(body)) {
            json.writeRawValue(text);
        } else {
            json.writeString(text);
        }
    }

    private static boolean isJson(byte[] body) {
        try (JsonInput in = JsonInput.ofBody(body, ErrorCode.INVALID_REQUEST)) {
            in.begin();
            in.skip();
            in.end();
            return true;
        } catch (IOException | InvalidRequest other) {
            return false;
        }
    }
}

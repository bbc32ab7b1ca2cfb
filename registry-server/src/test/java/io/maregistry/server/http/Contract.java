package io.maregistry.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** {@code openapi.yaml}, and whether answers are as it says. */
final class Contract {

    private static final String IRI = "https://openapi.invalid/openapi.json";
    private static final List<String> VERBS = List.of("get", "post", "put", "delete", "patch");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final SchemaValidatorsConfig CONFIG =
            SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();

    /** Errors that any path may give, although no route lists them: the file says so at its head. */
    private static final Map<Integer, String> EVERYWHERE =
            Map.of(400, "BadRequest", 404, "NoSuchRoute", 405, "MethodNotAllowed");

    private final JsonNode document;
    private final JsonSchemaFactory schemas;

    Contract() {
        try (InputStream yaml = Contract.class.getResourceAsStream("/openapi.yaml")) {
            document = new ObjectMapper(new YAMLFactory()).readTree(yaml);
            String json = JSON.writeValueAsString(document);
            schemas = JsonSchemaFactory.getInstance(
                    SpecVersion.VersionFlag.V202012,
                    builder -> builder.schemaLoaders(loaders -> loaders.schemas(Map.of(IRI, json))));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Each verb on each path, for example {@code GET /findAll}. */
    SortedSet<String> operations() {
        TreeSet<String> operations = new TreeSet<>();
        document.get("paths")
                .properties()
                .forEach(path -> VERBS.stream()
                        .filter(path.getValue()::has)
                        .forEach(verb -> operations.add(verb.toUpperCase(Locale.ROOT) + " " + path.getKey())));
        return operations;
    }

    /** The names of the query's parameters of an operation. */
    SortedSet<String> queryParameters(String verb, String template) {
        TreeSet<String> names = new TreeSet<>();
        JsonNode path = document.get("paths").get(template);
        for (JsonNode holder : List.of(path, path.get(verb.toLowerCase(Locale.ROOT)))) {
            for (JsonNode parameter : holder.path("parameters")) {
                JsonNode resolved = resolved(parameter);
                if (resolved.get("in").asText().equals("query")) {
                    names.add(resolved.get("name").asText());
                }
            }
        }
        return names;
    }

    /** Fails unless the answer is one that the file knows for that request. */
    void check(String verb, String target, HttpResponse<byte[]> answer, byte[] unpacked) {
        String body = new String(unpacked, StandardCharsets.UTF_8);
        String pointer = pointerTo(verb, target, answer.statusCode());
        JsonNode response = document.at(pointer);
        String what = verb + " " + target + " -> " + answer.statusCode() + " " + body;
        assertThat(response.isMissingNode()).as("openapi.yaml knows %s", what).isFalse();
        checkHeaders(response, answer, what);
        if (verb.equals("HEAD")) {
            return;
        }
        String type = answer.headers().firstValue("Content-Type").orElse("").replaceFirst(";.*", "");
        if (response.path("content").isMissingNode()) {
            assertThat(body).as("%s has no body", what).isEmpty();
            return;
        }
        String known = response.path("content").has("*/*") ? "*/*" : type;
        String place = pointer + "/content/" + escaped(known) + "/schema";
        assertThat(document.at(place).isMissingNode())
                .as("%s has a body of type %s", what, type)
                .isFalse();
        checkSchema(place, known.equals("application/json") ? json(body) : TextNode.valueOf(body), what);
    }

    /** Fails unless the data of a watch's event are as the file says. */
    void checkEvent(String event, String data) {
        String schema = "Watch" + event.substring(0, 1).toUpperCase(Locale.ROOT) + event.substring(1);
        checkSchema("/components/schemas/" + schema, json(data), event + " " + data);
    }

    private String pointerTo(String verb, String target, int status) {
        String template = template(pathOf(target));
        String method = verb.equals("HEAD") ? "get" : verb.toLowerCase(Locale.ROOT);
        JsonNode listed = document.at("/paths/" + escaped(template) + "/" + method + "/responses/" + status);
        if (listed.has("$ref")) {
            return listed.get("$ref").asText().substring(1);
        }
        if (!listed.isMissingNode()) {
            return "/paths/" + escaped(template) + "/" + method + "/responses/" + status;
        }
        return "/components/responses/"
                + (CentreJson.isAt(pathOf(target)) ? "CentreError" : EVERYWHERE.getOrDefault(status, "none"));
    }

    private static String pathOf(String target) {
        int mark = target.indexOf('?');
        return mark < 0 ? target : target.substring(0, mark);
    }

    private String template(String path) {
        List<String> segments = List.of(path.split("/", -1));
        Iterator<String> templates = document.get("paths").fieldNames();
        while (templates.hasNext()) {
            String template = templates.next();
            if (matches(List.of(template.split("/", -1)), segments)) {
                return template;
            }
        }
        return path;
    }

    private static boolean matches(List<String> template, List<String> segments) {
        if (template.size() != segments.size()) {
            return false;
        }
        for (int at = 0; at < template.size(); at++) {
            if (!template.get(at).startsWith("{") && !template.get(at).equals(segments.get(at))) {
                return false;
            }
        }
        return true;
    }

    private void checkHeaders(JsonNode response, HttpResponse<?> answer, String what) {
        List<String> missing = new ArrayList<>();
        response.path("headers").properties().forEach(header -> {
            JsonNode described = resolved(header.getValue());
            var value = answer.headers().firstValue(header.getKey());
            if (value.isEmpty() && described.path("required").asBoolean()) {
                missing.add(header.getKey());
            }
            value.ifPresent(text -> checkSchema(
                    headerPointer(header.getValue()) + "/schema", typed(described.get("schema"), text), what));
        });
        assertThat(missing).as("headers missing in %s", what).isEmpty();
    }

    private static String headerPointer(JsonNode reference) {
        return reference.get("$ref").asText().substring(1);
    }

    private JsonNode typed(JsonNode schema, String text) {
        String type = resolved(schema).path("type").asText();
        return type.equals("integer") || type.equals("boolean") ? json(text) : TextNode.valueOf(text);
    }

    private void checkSchema(String pointer, JsonNode value, String what) {
        SchemaLocation place =
                SchemaLocation.of(IRI + "#" + pointer.replace("{", "%7B").replace("}", "%7D"));
        assertThat(schemas.getSchema(place, CONFIG).validate(value))
                .as("faults of %s by %s", what, pointer)
                .isEmpty();
    }

    private JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? document.at(node.get("$ref").asText().substring(1)) : node;
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException malformed) {
            throw new AssertionError("no JSON: " + text, malformed);
        }
    }

    private static String escaped(String segment) {
        return segment.replace("~", "~0").replace("/", "~1");
    }
}

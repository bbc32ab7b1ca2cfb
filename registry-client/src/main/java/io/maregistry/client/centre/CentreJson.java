package io.maregistry.client.centre;

import com.fasterxml.jackson.core.JsonGenerator;
import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException.InvalidRequest;
import io.maregistry.wire.JsonInput;
import io.maregistry.wire.JsonOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The RegisterCentre's JSON, as far as its clients need it. Any thread. */
final class CentreJson {

    private CentreJson() {}

    static String registration(ServiceRegisterInfo info) {
        return text(json -> info(json, info));
    }

    /** The five fields of a heartbeat. */
    static String heartbeat(ServiceRegisterInfo info) {
        return text(json -> {
            json.writeStartObject();
            text(json, "AppId", info.appId());
            text(json, "BuildTime", info.buildTime());
            text(json, "AssemblyVersion", info.assemblyVersion());
            text(json, "ReleaseVersion", info.releaseVersion());
            text(json, "FromClient", info.fromClient());
            json.writeEndObject();
        });
    }

    /** Success with that information. */
    static String res(ServiceRegisterInfo info) {
        return text(json -> {
            json.writeStartObject();
            json.writeNumberField("Code", 0);
            json.writeStringField("Message", "");
            json.writeFieldName("Data");
            info(json, info);
            json.writeEndObject();
        });
    }

    private static void info(JsonGenerator json, ServiceRegisterInfo info) throws IOException {
        json.writeStartObject();
        text(json, "DomainName", info.domainName());
        text(json, "AppId", info.appId());
        text(json, "Name", info.name());
        text(json, "UpdateTime", info.updateTime());
        text(json, "BuildTime", info.buildTime());
        text(json, "AssemblyVersion", info.assemblyVersion());
        text(json, "ReleaseVersion", info.releaseVersion());
        text(json, "ProjectName", info.projectName());
        text(json, "FromClient", info.fromClient());
        json.writeEndObject();
    }

    /** What a node answered. */
    static final class Answer {
        private long code = -1;
        private String message = "";
        private String fromClient = "";
        private boolean requiresReRegister;

        /** Throws {@code InvalidRequest} where it is no answer of a RegisterCentre. */
        static Answer read(String text) {
            Answer answer = new Answer();
            try (JsonInput in = JsonInput.ofBody(text.getBytes(StandardCharsets.UTF_8), ErrorCode.INVALID_REQUEST)) {
                in.begin();
                in.fields(name -> answer.field(in, name));
                in.end();
            } catch (IOException unreadable) {
                throw new InvalidRequest(ErrorCode.INVALID_REQUEST, "the answer cannot be read: " + unreadable);
            }
            return answer;
        }

        private void field(JsonInput in, String name) {
            switch (name) {
                case "Code" -> code = in.integer(Integer.MIN_VALUE, Integer.MAX_VALUE);
                case "Message" -> message = in.isNull() ? "" : in.text();
                case "Data" -> data(in);
                default -> in.skip();
            }
        }

        private void data(JsonInput in) {
            if (in.isNull()) {
                return;
            }
            in.fields(name -> {
                switch (name) {
                    case "FromClient" -> fromClient = in.text();
                    case "RequireReRegister" -> requiresReRegister = in.flag();
                    default -> in.skip();
                }
            });
        }

        boolean isSuccess() {
            return code == 0;
        }

        String message() {
            return message;
        }

        String fromClient() {
            return fromClient;
        }

        boolean requiresReRegister() {
            return requiresReRegister;
        }
    }

    private static void text(JsonGenerator json, String name, String text) throws IOException {
        if (!text.isEmpty()) {
            json.writeStringField(name, text);
        }
    }

    private static String text(JsonOutput.Body body) {
        return new String(JsonOutput.bytes(body), StandardCharsets.UTF_8);
    }
}

package io.maregistry.server.snapshot;

import io.maregistry.server.state.Settings;
import io.maregistry.wire.JsonInput;

/** What has been read of the settings; a value that is absent is not lawful, but for the
 * limits of configuration, which stand there where they are not the default. One thread, one use. */
final class SettingsRow {

    private final JsonInput in;
    private long defaultTtlMillis = -1;
    private long offlineGraceMillis = -1;
    private int ratioPerMille = -1;
    private int protectionMin = -1;
    private int ratePerMille = -1;
    private long holdMillis = -1;
    private boolean renewBumpsVersion;
    private int instancesPerService;
    private int services;
    private int instances;
    private int configs = Settings.ConfigLimits.DEFAULT.items();
    private long configBytes = Settings.ConfigLimits.DEFAULT.bytes();
    private boolean namespacesStrict;

    SettingsRow(JsonInput in) {
        this.in = in;
    }

    void field(String name) {
        switch (name) {
            case "defaultTtlMs" -> defaultTtlMillis = in.integer(0, FullReader.MAX_INTEGER);
            case "offlineGraceMs" -> offlineGraceMillis = in.integer(0, FullReader.MAX_INTEGER);
            case "protectionRatioPerMille" -> ratioPerMille = (int) in.integer(0, 1_000);
            case "protectionMin" -> protectionMin = limit();
            case "protectionRatePerMille" -> ratePerMille = (int) in.integer(1, 1_000);
            case "protectionHoldMs" -> holdMillis = in.integer(0, FullReader.MAX_INTEGER);
            case "renewBumpsVersion" -> renewBumpsVersion = in.flag();
            case "instancesPerService" -> instancesPerService = limit();
            case "services" -> services = limit();
            case "instances" -> instances = limit();
            case "configs" -> configs = limit();
            case "configBytes" -> configBytes = in.integer(1, FullReader.MAX_INTEGER);
            case "namespacesStrict" -> namespacesStrict = in.flag();
            default -> throw in.fault("is unknown");
        }
    }

    Settings build() {
        return new Settings(
                defaultTtlMillis,
                offlineGraceMillis,
                new Settings.Doubt(ratioPerMille, protectionMin, ratePerMille, holdMillis),
                renewBumpsVersion,
                new Settings.Limits(instancesPerService, services, instances),
                namespacesStrict,
                new Settings.ConfigLimits(configs, configBytes));
    }

    private int limit() {
        return (int) in.integer(1, Integer.MAX_VALUE);
    }
}

package io.maregistry.wire;

import io.maregistry.model.Release;

/** What has been read of the nine fields of RegisterCentre's clients. One thread. */
final class ReleaseFields {

    private static final int MAX_LENGTH = 1_024;

    private String appId = "";
    private String name = "";
    private String domainName = "";
    private String projectName = "";
    private String updateTime = "";
    private String buildTime = "";
    private String assemblyVersion = "";
    private String releaseVersion = "";
    private String fromClient = "";
    private boolean isGiven; // whether any of them is

    boolean read(String field, JsonInput in) {
        switch (field) {
            case "appId" -> appId = text(in);
            case "name" -> name = text(in);
            case "domainName" -> domainName = text(in);
            case "projectName" -> projectName = text(in);
            case "updateTime" -> updateTime = text(in);
            case "buildTime" -> buildTime = text(in);
            case "assemblyVersion" -> assemblyVersion = text(in);
            case "releaseVersion" -> releaseVersion = text(in);
            case "fromClient" -> fromClient = text(in);
            default -> {
                return false;
            }
        }
        isGiven = true;
        return true;
    }

    Release build() {
        if (!isGiven) {
            return Release.NONE;
        }
        Release release = new Release(
                new Release.Product(appId, name, domainName, projectName),
                updateTime,
                buildTime,
                assemblyVersion,
                releaseVersion,
                fromClient);
        return release.equals(Release.NONE) ? Release.NONE : release;
    }

    private static String text(JsonInput in) {
        String text = in.text();
        if (text.length() > MAX_LENGTH) {
            throw in.fault("must have at most " + MAX_LENGTH + " characters, had " + text.length());
        }
        return text;
    }
}

"""Loads the pages of a folder into the tables of the inventory, straight ahead: gzip, json, sqlite3.

usage: load_inventory.py FOLDER DATABASE
"""
import glob
import gzip
import json
import os
import re
import sqlite3
import sys
from datetime import datetime, timezone

COLUMNS = """
assetId assetUUID hostId lastModifiedDate agentId createdDate sensorLastUpdatedDate sensor_lastVMScanDate
sensor_lastComplianceScanDate sensor_lastFullScanDate sensor_lastPcScanDateAgent sensor_lastPcScanDateScanner
sensor_lastVmScanDateAgent sensor_lastVmScanDateScanner inventory_createdDate inventory_lastUpdatedDate
agent_lastActivityDate agent_lastCheckedInDate agent_lastInventoryDate assetType address dnsName assetName netbiosName
timeZone biosDescription lastBoot totalMemory cpuCount lastLoggedOnUser domainRole hwUUID biosSerialNumber biosAssetTag
isContainerHost operatingSystem hardware userAccountListData openPortListData volumeListData networkInterfaceListData
softwareListData provider cloudProvider agent sensor container inventory activity tagList serviceList lastLocation
criticality businessInformation assignedLocation businessAppListData riskScore passiveSensor domain subdomain whois
organizationName isp asn easmTags hostingCategory1 customAttributes processor missingSoftware softwareComponent
BATCH_DATE BATCH_NUMBER Row_Last_Updated
""".split()

FLATTENED = {
    "sensor": {
        "lastVMScan": "sensor_lastVMScanDate", "lastComplianceScan": "sensor_lastComplianceScanDate",
        "lastFullScan": "sensor_lastFullScanDate", "lastPcScanDateAgent": "sensor_lastPcScanDateAgent",
        "lastPcScanDateScanner": "sensor_lastPcScanDateScanner", "lastVmScanDateAgent": "sensor_lastVmScanDateAgent",
        "lastVmScanDateScanner": "sensor_lastVmScanDateScanner",
    },
    "inventory": {"created": "inventory_createdDate", "lastUpdated": "inventory_lastUpdatedDate"},
    "agent": {
        "lastActivity": "agent_lastActivityDate", "lastCheckedIn": "agent_lastCheckedInDate",
        "lastInventory": "agent_lastInventoryDate",
    },
}

DATES = {column for column in COLUMNS if "Date" in column} | {"lastBoot"}
SOFTWARE = ["isIgnored", "ignoredReason", "category"]
LIFECYCLE = ["gaDate", "eolDate", "eosDate", "stage", "lifeCycleConfidence", "eolSupportStage", "eosSupportStage"]

SCHEMA = f"""
PRAGMA page_size = 16384;
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
CREATE TABLE Q_Asset_Inventory ({", ".join("assetId INTEGER PRIMARY KEY" if c == "assetId" else c for c in COLUMNS)});
CREATE TABLE Q_Asset_Inventory_Software_AssetId (assetId INTEGER, fullName TEXT, PRIMARY KEY (assetId, fullName)) WITHOUT ROWID;
CREATE INDEX software_by_name ON Q_Asset_Inventory_Software_AssetId (fullName, assetId);
CREATE TABLE Q_Asset_Inventory_Software_OS_Unique (
    fullName TEXT, osName TEXT, {", ".join(SOFTWARE + LIFECYCLE)}, PRIMARY KEY (fullName, osName)) WITHOUT ROWID;
CREATE TABLE Q_Asset_Inventory_Custom_Attribute (assetId INTEGER, key TEXT, value TEXT, connectorName TEXT);
CREATE INDEX custom_attribute_by_asset ON Q_Asset_Inventory_Custom_Attribute (assetId);
CREATE INDEX custom_attribute_by_key ON Q_Asset_Inventory_Custom_Attribute (key, value, assetId);
CREATE TABLE Q_Asset_Inventory_Status (STATUS_NAME TEXT PRIMARY KEY, STATUS_DETAIL TEXT, LAST_BATCH_PROCESSED INTEGER, Row_Last_Updated TEXT);
CREATE INDEX asset_by_agent_version ON Q_Asset_Inventory (json_extract(agent, '$.version'));
CREATE INDEX asset_by_last_check_in ON Q_Asset_Inventory (agent_lastCheckedInDate);
CREATE INDEX asset_by_system_stage ON Q_Asset_Inventory (json_extract(operatingSystem, '$.lifecycle.stage'));
"""


def date(value):
    """Gives a moment in UTC; Qualys writes milliseconds, and 0 for never."""
    if isinstance(value, str) and "T" in value:
        return value[:10] + " " + value[11:19]
    if isinstance(value, (int, float)) or (isinstance(value, str) and value.isdigit()):
        if int(value) == 0:
            return None
        return datetime.fromtimestamp(int(value) / 1000, timezone.utc).strftime("%Y-%m-%d %H:%M:%S")
    return value


def cell(column, value):
    if value is None:
        return None
    if column in DATES:
        return date(value)
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    return value


def attributes(value):
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return []
    if isinstance(value, dict):
        value = next((item for item in value.values() if isinstance(item, list)), [])
    return value or []


def entries(asset):
    listed = asset.get("softwareListData")
    return (listed.get("software") if isinstance(listed, dict) else listed) or []


def load(connection, path):
    found = re.search(r"_run_datetime_(.{10})T(\d\d)-(\d\d)-(\d\d)Z_.*_batch_(\d+)", path)
    batch_date, batch_number = "{} {}:{}:{}".format(*found.groups()[:4]), int(found.group(5))
    now = datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M:%S")
    with gzip.open(path) as file:
        assets = json.load(file)["assetListData"]["asset"]

    rows, runs, catalogue, custom = [], [], [], []
    for asset in assets:
        for field, members in FLATTENED.items():
            part = asset.get(field) or {}
            for name, column in members.items():
                asset[column] = part.get(name)
        asset["BATCH_DATE"], asset["BATCH_NUMBER"], asset["Row_Last_Updated"] = batch_date, batch_number, now
        rows.append([cell(column, asset.get(column)) for column in COLUMNS])
        asset_id = asset["assetId"]
        system = (asset.get("operatingSystem") or {}).get("osName") or ""
        for software in entries(asset):
            runs.append((asset_id, software["fullName"]))
            life = software.get("lifecycle") or {}
            catalogue.append([software["fullName"], system] + [software.get(name) for name in SOFTWARE]
                             + [date(life.get(name)) if name.endswith("Date") else life.get(name) for name in LIFECYCLE])
        for attribute in attributes(asset.get("customAttributes")):
            custom.append((asset_id, attribute.get("key"), attribute.get("value"), attribute.get("connectorName")))

    ids = [(row[0],) for row in rows]
    with connection:
        connection.executemany(f"INSERT OR REPLACE INTO Q_Asset_Inventory VALUES ({', '.join('?' * len(COLUMNS))})", rows)
        connection.executemany("DELETE FROM Q_Asset_Inventory_Software_AssetId WHERE assetId = ?", ids)
        connection.executemany("INSERT OR IGNORE INTO Q_Asset_Inventory_Software_AssetId VALUES (?, ?)", runs)
        connection.executemany("INSERT OR REPLACE INTO Q_Asset_Inventory_Software_OS_Unique VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", catalogue)
        connection.executemany("DELETE FROM Q_Asset_Inventory_Custom_Attribute WHERE assetId = ?", ids)
        connection.executemany("INSERT INTO Q_Asset_Inventory_Custom_Attribute VALUES (?, ?, ?, ?)", custom)
        connection.execute("INSERT OR REPLACE INTO Q_Asset_Inventory_Status VALUES ('ASSET_INVENTORY_LOAD', 'running', ?, ?)", (batch_number, now))


def main(folder, database):
    connection = sqlite3.connect(database)
    connection.executescript(SCHEMA)
    for path in sorted(glob.glob(os.path.join(folder, "asset_inventory_*_batch_*.json.gz"))):
        load(connection, path)
    connection.close()


main(sys.argv[1], sys.argv[2])

"""Officials of the areas around the plant, as services see them."""

from backend.auth.actor import Actor
from tests.backend.plant import COUNTY

PROVINCE = Actor(account_id="p", region="330000")
HANGZHOU = Actor(account_id="h", region="330100")
XIAOSHAN = Actor(account_id="x", region=COUNTY)
NINGBO = Actor(account_id="n", region="330200")
